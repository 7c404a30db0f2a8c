{#- The options of `sale_lines` whose column is read as it is, each as `raw_<option>`. -#}
{% macro sale_cells() %}
    {{
        return(
            [
                "customer",
                "contact",
                "name",
                "email",
                "phone",
                "gender",
                "birth_date",
                "place",
                "country",
                "postal_code",
                "time",
                "status",
                "returned_order",
                "product",
                "description",
                "category",
                "quantity",
                "price",
                "amount",
                "discount",
                "tax",
                "shipping",
                "cost",
                "currency",
                "store",
                "cashier",
                "payment",
            ]
        )
    }}
{% endmacro %}
