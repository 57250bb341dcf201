"""Our signatures and an independent SDK's are the same, whatever the text; answers stay raw."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.alipay.stage import key, private_pem, public_pem, sdk

from qingshou.adapters import signatures
from qingshou.adapters.alipay.answers import AnswerUnreadable, members_of, read_answer
from qingshou.adapters.alipay.signing import text_to_sign

NAMES = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=12)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FORMS = st.dictionaries(NAMES.filter(lambda n: n not in ("sign", "sign_type")), WORDS, max_size=12)


@settings(max_examples=60, deadline=None)
@given(FORMS)
def test_the_sdk_signs_what_we_sign(form: dict[str, str]) -> None:
    theirs = dict(parse_qsl(sdk().sign_data(dict(form)), keep_blank_values=True))
    ours = signatures.sign(text_to_sign(form).encode(), key("merchant"))
    assert theirs["sign"] == ours
    assert sdk(trusts="merchant").verify(dict(form), ours)


@settings(max_examples=60, deadline=None)
@given(FORMS, st.integers(0, 2047))
def test_one_flipped_bit_is_no_signature(form: dict[str, str], bit: int) -> None:
    from base64 import b64decode, b64encode

    text, public = text_to_sign(form).encode(), key("merchant").public_key()
    raw = bytearray(b64decode(signatures.sign(text, key("merchant"))))
    assert signatures.is_signed(text, b64encode(raw).decode(), public)
    raw[bit // 8] ^= 1 << bit % 8
    assert not signatures.is_signed(text, b64encode(raw).decode(), public)


@pytest.mark.parametrize(
    "written",
    [
        # As the channel writes it; with spaces; with escapes; with braces inside a text.
        '{"code":"10000","msg":"成功"}',
        '{ "code" : "10000" ,\n "msg" : "ok" }',
        r'{"code":"10000","msg":"\u6210\u529f \/ \"}\" "}',
        '{"code":"10000","inner":{"sign":"no","alipay_trade_query_response":{}}}',
    ],
)
@pytest.mark.parametrize("sign_first", [False, True])
def test_an_answer_is_verified_as_it_was_written(written: str, sign_first: bool) -> None:
    signature = signatures.sign(written.encode(), key("channel"))
    members = [f'"alipay_trade_query_response":{written}', f'"sign":"{signature}"']
    raw = "{" + ",".join(reversed(members) if sign_first else members) + "}"
    public = key("channel").public_key()
    node = read_answer(raw.encode(), method="alipay.trade.query", key=public)
    assert node.signed and node.text == written and node.fields == json.loads(written)
    touched = raw.replace('"10000"', '"10001"').encode()
    assert not read_answer(touched, method="alipay.trade.query", key=public).signed


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        WORDS,
        st.recursive(
            st.none() | st.booleans() | st.integers() | WORDS,
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
            max_leaves=8,
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([None, 2]),
    st.booleans(),
)
def test_members_are_cut_without_being_changed(
    members: dict[str, object], indent: int | None, ascii_only: bool
) -> None:
    written = json.dumps(members, indent=indent, ensure_ascii=ascii_only)
    cut = members_of(written)
    assert {name: json.loads(text) for name, text in cut.items()} == members
    assert all(text in written for text in cut.values())


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b'"a"', b"\xff\xfe", b'{"a":1}x', b'{"a":1,}', b'{1:2}', b"{}",
        b'{"alipay_trade_query_response":1}', b'{"other":{}}', b"[" * 100_000,
        b'{"alipay_trade_query_response":{},"alipay_trade_query_response":{}}',
        b'{"alipay_trade_query_response":' + b"9" * 5000 + b"}",
        b'{"a":' + b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told(raw: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        read_answer(raw, method="alipay.trade.query", key=key("channel").public_key())


def test_keys_are_read_in_both_forms_and_weak_ones_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    bare = "".join(private_pem("merchant").splitlines()[1:-1])
    assert (
        signatures.read_private_key(bare.encode()).private_numbers()
        == key("merchant").private_numbers()
    )
    bare = "".join(public_pem("channel").splitlines()[1:-1])
    public = signatures.read_public_key(bare.encode()).public_numbers()
    assert public == key("channel").public_key().public_numbers()
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    for weak in (short, curve):
        pem = weak.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        with pytest.raises(signatures.KeyUnusable):
            signatures.read_public_key(pem)
    for nonsense in ("", "示例", "AAAA", public_pem("channel")):
        with pytest.raises(signatures.KeyUnusable):
            signatures.read_private_key(nonsense.encode())
