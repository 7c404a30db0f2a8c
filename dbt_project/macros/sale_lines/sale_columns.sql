{#- The columns of a sales log's judged rows, besides the loader's. -#}
{% macro sale_columns() %}
    {{
        return(
            [
                "customer_key",
                "full_name",
                "email",
                "phone",
                "gender",
                "birth_date",
                "place",
                "country",
                "postal_code",
                "order_key",
                "sold_at",
                "status",
                "kind",
                "returned_order_key",
                "product_code",
                "description",
                "category",
                "quantity",
                "unit_price",
                "discount_amount",
                "tax_amount",
                "shipping_amount",
                "cost_amount",
                "line_amount",
                "currency",
                "store",
                "cashier",
                "payment",
            ]
        )
    }}
{% endmacro %}
