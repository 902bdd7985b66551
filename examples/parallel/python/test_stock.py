# SPDX-License-Identifier: Apache-2.0
"""Every test finds ten apples and three pears, whatever the others do to the same table."""

import pytest


@pytest.mark.parametrize("count", range(1, 11))
def test_what_is_taken_is_gone(shop, count):
    shop.take("apples", count)
    assert shop.all() == {"apples": 10 - count, "pears": 3}


@pytest.mark.parametrize("count", range(4, 10))
def test_no_more_is_taken_than_there_is(shop, count):
    with pytest.raises(shop.SoldOut):
        shop.take("pears", count)
    assert shop.all() == {"apples": 10, "pears": 3}


@pytest.mark.parametrize("product", ["apples", "pears"])
def test_the_last_one_is_sold_once(shop, product):
    shop.take(product, int(shop.all()[product]))
    with pytest.raises(shop.SoldOut):
        shop.take(product, 1)


@pytest.mark.parametrize("product", ["plums", "cherries", "quinces"])
def test_a_new_product_joins_the_others(shop, product):
    shop.add(product, 5)
    assert shop.all() == {"apples": 10, "pears": 3, product: 5}
