"""What the columns of a sales log mean: the option `sale_lines` of an entity whose rows are lines of sales.

Only the words of the configuration and their checks; what the models make of them is `dbt_project/macros/sale_lines/`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

OF_COLUMNS = (
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
    "order",
    "ordered_at",
    "date",
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
    "voucher",
    "cancelled_at",
    "returned_quantity",
    "platform_discount",
    "order_discount",
    "order_platform_discount",
    "order_shipping",
    "order_tax",
    "order_refund",
)
"""Options whose value names a delivered column; `order`, `name` and the order's discounts may name several."""

OF_ORDERS = ("order_discount", "order_platform_discount", "order_shipping", "order_tax", "order_refund")
"""Amounts of a whole order, wherever its lines repeat them."""

Columns = Annotated[tuple[str, ...], BeforeValidator(lambda value: _listed(value))]


def _listed(value: Any) -> Any:
    """One column's name where several may stand."""
    return (value,) if isinstance(value, str) else value


class SaleLines(BaseModel):
    """Which delivered column holds what. Everything but the moment of the sale may be missing.

    `codes` and `statuses` are read without regard to case; a code may end in `*`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    customer: str | None = None
    contact: str | None = Field(default=None, description="a phone, an e-mail address or a name in one cell")
    name: Columns = Field(default=(), description="one column, or a first and a last name")
    email: str | None = None
    phone: str | None = None
    gender: str | None = None
    birth_date: str | None = None
    place: str | None = None
    country: str | None = None
    postal_code: str | None = None
    countries: dict[str, str] = Field(default_factory=dict, description="country as written -> ISO 3166-1 alpha-2")
    anonymous: tuple[str, ...] = Field(default=(), description="customers that are nobody, such as 0 or Guest")
    order: Columns = ()
    no_order: tuple[str, ...] = Field(default=(), description="texts in the order's cell that tell of no line")
    carry_down: bool = Field(default=False, description="what is said of an order stands on its first line alone")
    ordered_at: str | None = None
    date: str | None = None
    time: str | None = Field(default=None, description="a time of day beside `date`")
    status: str | None = None
    statuses: dict[str, Literal["fulfilled", "shipped", "pending", "cancelled", "returned"]] = Field(
        default_factory=dict
    )
    cancelled_at: str | None = Field(default=None, description="whatever stands there cancels the order")
    return_prefix: str | None = Field(default=None, description="how the order ids of cancellations begin")
    returned_order: str | None = Field(default=None, description="the order that a return gives back")
    product: str | None = None
    product_case: Literal["upper", "keep"] = "upper"
    description: str | None = None
    category: str | None = None
    codes: dict[str, Literal["shipping", "money", "no_sale"]] = Field(default_factory=dict)
    quantity: str | None = None
    price: str | None = Field(default=None, description="of one unit")
    amount: str | None = Field(default=None, description="of the whole line")
    amount_is: Literal["after_discount", "before_discount"] = "after_discount"
    returned_quantity: str | None = Field(default=None, description="units of the line that came back")
    discount: str | None = None
    platform_discount: str | None = Field(default=None, description="what a marketplace took off and pays itself")
    order_discount: Columns = Field(default=(), description="off the whole order; several columns are added")
    order_platform_discount: Columns = ()
    order_shipping: str | None = None
    order_tax: str | None = None
    order_refund: str | None = Field(default=None, description="money given back of the order")
    tax: str | None = None
    shipping: str | None = None
    cost: str | None = Field(default=None, description="what the whole line cost the seller")
    currency: str | None = None
    channel: Literal["store", "web"] = "store"
    store: str | None = None
    cashier: str | None = None
    payment: str | None = None
    voucher: str | None = Field(default=None, description="code of the voucher or coupon used for the order")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every delivered column that is named."""
        named = [getattr(self, option) for option in OF_COLUMNS]
        return tuple(c for value in named for c in (value if isinstance(value, tuple) else (value,)) if c)

    @property
    def group(self) -> tuple[str, ...]:
        """What is delivered as a whole: the order, or a customer's day."""
        day = (self.customer, self.contact, self.phone, self.email, *self.name, self.ordered_at, self.date)
        return self.order or tuple(column for column in day if column)

    @model_validator(mode="after")
    def _told_apart(self) -> SaleLines:
        if (self.ordered_at is None) == (self.date is None):
            raise ValueError("name either ordered_at (a date with a time of day) or date")
        if self.time is not None and self.date is None:
            raise ValueError("time stands beside date")
        if self.price is not None and self.amount is not None:
            raise ValueError("name either price (of one unit) or amount (of the line)")
        if self.return_prefix is not None and not self.order:
            raise ValueError("return_prefix is that of order, which is not named")
        of_order = [option for option in (*OF_ORDERS, "no_order", "carry_down") if getattr(self, option)]
        if of_order and not self.order:
            raise ValueError(f"{', '.join(of_order)}: of an order, which is not named")
        if (self.status is None) != (not self.statuses):
            raise ValueError("status and statuses belong together")
        if self.codes and self.product is None:
            raise ValueError("codes are those of product, which is not named")
        return self
