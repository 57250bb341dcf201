-- Discounts given by an offer: one row per item. gift_id tells that it was a month earned by a
-- prepayment; approval_id, maker and checker are there where it was above what one may grant.
SELECT
    discount.community_id,
    discount.id AS discount_id,
    discount.offer_id,
    offer.name AS offer_name,
    offer.scheme,
    discount.item_id,
    discount.account_id,
    discount.gift_id,
    discount.amount_fen,
    discount."on" AS given_on,
    discount.granted_by,
    discount.approval_id,
    discount.maker,
    discount.checker
FROM billing_discount discount
JOIN billing_offer offer
    ON offer.community_id = discount.community_id AND offer.id = discount.offer_id
