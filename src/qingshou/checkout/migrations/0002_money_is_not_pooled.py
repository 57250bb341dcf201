"""A till's merchant is of the community's own company; history stands; intents are published."""

from django.db import migrations

from qingshou.platform.db import guards, relations

SAME_COMPANY = """
CREATE FUNCTION checkout_refuse_pooling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM checkout_merchant merchant
        JOIN estate_community community ON community.id = NEW.community_id
        WHERE merchant.id = NEW.merchant_id
          AND merchant.company_id = community.company_id
          AND merchant.gateway = NEW.gateway
    ) THEN
        RAISE EXCEPTION 'merchant % does not take money for community %',
            NEW.merchant_id, NEW.community_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'checkout_till_is_of_the_same_company';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checkout_till_is_of_the_same_company BEFORE INSERT ON checkout_till
    FOR EACH ROW EXECUTE FUNCTION checkout_refuse_pooling();
CREATE FUNCTION checkout_refuse_moving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a merchant keeps its company and its account'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER checkout_merchant_keeps_its_company
    BEFORE UPDATE OF id, company_id, code, gateway, mchid ON checkout_merchant
    FOR EACH STATEMENT EXECUTE FUNCTION checkout_refuse_moving();
"""

DROP = """
DROP TRIGGER checkout_merchant_keeps_its_company ON checkout_merchant;
DROP FUNCTION checkout_refuse_moving();
DROP TRIGGER checkout_till_is_of_the_same_company ON checkout_till;
DROP FUNCTION checkout_refuse_pooling();
"""


class Migration(migrations.Migration):
    dependencies = [("checkout", "0001_intents"), ("estate", "0001_registry")]

    operations = [
        migrations.RunSQL(SAME_COMPANY, DROP),
        guards.append_only(
            "checkout_till",
            frozen=["community_id", "id", "merchant_id", "gateway", "opened_at"],
            editable=["closed_at"],
        ),
        guards.append_only(
            "checkout_intent",
            frozen=[
                "community_id", "id", "till_id", "account_id", "unit_id", "gateway", "way",
                "purpose", "subject", "amount_fen", "out_trade_no", "payer", "client_ip",
                "return_url", "opened_at", "opened_by", "expires_at",
            ],
            editable=["state", "instruction", "gateway_ref", "paid_at", "receipt_id", "look_at"],
        ),
        guards.append_only(
            "checkout_refundintent",
            frozen=[
                "community_id", "id", "intent_id", "position", "amount_fen", "out_refund_no",
                "reason", "approval_id", "opened_at", "opened_by", "slip_id",
            ],
            editable=["state", "gateway_ref", "refunded_at", "look_at"],
        ),
        guards.append_only("checkout_intentstep"),
        guards.append_only("checkout_notice"),
        relations.publish("checkout", "intent"),
        relations.publish("checkout", "refund"),
    ]  # fmt: skip
