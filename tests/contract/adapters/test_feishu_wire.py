"""Feishu's cipher, signature and frames: the documented vectors, and the platform's own SDK as a witness."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.emulator.feishu import frames as peer
from adapters.errors import CallbackRejected
from adapters.feishu.crypto import EventCrypto
from adapters.feishu.frames import CONTROL, DATA, Frame, FrameError, decode, encode
from adapters.feishu.stream import MAX_SETS, Assembly

SEALED = "AAECAwQFBgcICQoLDA0OD5y47TY8ryBEq/Os+Qd3TVzRJQ6/Lgc01OZO0Sz5a4jnYv/XZpeNWIUU1VZwcvxZtLeZZkosQeis8Gn+e1L54GI="


def test_the_platforms_own_cipher_vector():
    assert EventCrypto("test key").decrypt("P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == "hello world"


def test_the_vectors_of_the_protocol_page():
    crypto = EventCrypto("ek-demo")
    assert crypto.decrypt(SEALED) == '{"challenge":"c-1","token":"vt-demo","type":"url_verification"}'
    body = f'{{"encrypt":"{SEALED}"}}'.encode()
    signature = "242e7fef50fc3cee349e07cba9f714dc2b09afcc3326acceeb025b0a5dae9374"
    assert crypto.is_signed("1700000000", "n0nce", body, signature)
    assert not crypto.is_signed("1700000001", "n0nce", body, signature)


@given(st.text(max_size=100) | st.binary(max_size=100).map(lambda raw: raw.hex()))
def test_a_damaged_cipher_text_is_refused_with_one_status(text: str):
    with pytest.raises(CallbackRejected) as refused:
        EventCrypto("ek-demo").decrypt(text)
    assert refused.value.status == 403


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
FRAMES = st.builds(
    Frame,
    seq_id=st.integers(0, 2**64 - 1),
    log_id=st.integers(0, 2**64 - 1),
    service=st.integers(-(2**31), 2**31 - 1),
    method=st.sampled_from([CONTROL, DATA]),
    headers=st.lists(st.tuples(TEXTS, TEXTS), max_size=4).map(tuple),
    payload_encoding=st.none() | TEXTS,
    payload_type=st.none() | TEXTS,
    payload=st.none() | st.binary(max_size=200),
    log_id_new=st.none() | TEXTS,
)


@given(FRAMES)
def test_a_frame_survives_the_wire(frame: Frame):
    assert decode(encode(frame)) == frame


@given(FRAMES.filter(lambda frame: frame.service >= 0))
def test_the_emulators_codec_reads_and_writes_the_same_bytes(frame: Frame):
    """Two codecs written apart agree on every byte."""
    theirs = peer.decode(encode(frame))
    assert (theirs.seq_id, theirs.headers, theirs.payload) == (frame.seq_id, frame.headers, frame.payload)
    assert decode(peer.encode(theirs)) == frame


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_refused(raw: bytes):
    with suppress(FrameError):
        decode(raw)


@given(FRAMES, st.data())
def test_a_frame_that_was_cut_off_is_refused_or_whole(frame: Frame, data: st.DataObject):
    raw = encode(frame)
    with suppress(FrameError):
        decode(raw[: data.draw(st.integers(0, len(raw)))])


def test_unknown_fields_are_skipped():
    raw = encode(Frame(1, 2, 3, DATA, payload=b"x"))
    more = b"\x78\x05" + b"\x82\x01\x03abc" + b"\x8d\x01aaaa" + b"\x91\x01aaaaaaaa"
    assert decode(raw + more) == decode(raw)


@pytest.mark.parametrize("raw", [b"", b"\x08", b"\x08\x01", b"\x03", b"\x42\x05ab", b"\x08" + b"\xff" * 11])
def test_what_is_no_frame_is_refused(raw: bytes):
    with pytest.raises(FrameError):
        decode(raw)


def piece(number: int, total: int, payload: bytes, message: str = "m1") -> Frame:
    headers = (("type", "event"), ("message_id", message), ("sum", str(total)), ("seq", str(number)))
    return Frame(1, 1, 1, DATA, headers=headers, payload=payload)


def test_split_payloads_are_put_together_in_any_order():
    assembly = Assembly()
    assert assembly.add(piece(2, 3, b"c")) is None
    assert assembly.add(piece(0, 2, b"A", "m2")) is None
    assert assembly.add(piece(0, 3, b"a")) is None
    assert assembly.add(piece(1, 3, b"b")) == b"abc"
    assert assembly.add(piece(1, 2, b"B", "m2")) == b"AB"
    assert assembly.add(Frame(1, 1, 1, DATA, payload=b"whole")) == b"whole"


def test_parts_that_stay_incomplete_are_forgotten():
    now = 0.0
    assembly = Assembly(clock=lambda: now)
    assembly.add(piece(0, 2, b"a"))
    now = 6.0
    assert assembly.add(piece(1, 2, b"b")) is None


@pytest.mark.parametrize(("number", "total"), [("5", "3"), ("-1", "3"), ("0", "1000"), ("0", "9" * 30), ("x", "2")])
def test_senseless_counts_are_refused(number: str, total: str):
    frame = Frame(1, 1, 1, DATA, headers=(("message_id", "m"), ("sum", total), ("seq", number)))
    with pytest.raises(FrameError):
        Assembly().add(frame)


def test_too_many_incomplete_payloads_are_refused():
    assembly = Assembly()
    for number in range(MAX_SETS):
        assembly.add(piece(0, 2, b"a", f"m{number}"))
    with pytest.raises(FrameError):
        assembly.add(piece(0, 2, b"a", "one more"))


_SDK_READS = """
import sys, logging
from lark_oapi.ws.pb.pbbp2_pb2 import Frame
frame = Frame()
frame.ParseFromString(bytes.fromhex(sys.argv[1]))
print(frame.SeqID, frame.service, frame.method, [(h.key, h.value) for h in frame.headers], frame.payload)
print(frame.SerializeToString().hex())
"""


@pytest.mark.timeout(170)
def test_the_platforms_own_sdk_reads_our_frames():
    """lark-oapi in a process of its own: it imports ten thousand modules."""
    frame = Frame(7, 8, 33554678, DATA, headers=(("type", "event"), ("biz_rt", "3")), payload=b'{"code":200}')
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _SDK_READS, encode(frame).hex()],
        capture_output=True,
        text=True,
        check=True,
    )
    read, written = ran.stdout.strip().splitlines()[-2:]
    assert read == f"7 33554678 1 {list(frame.headers)} {frame.payload}"
    assert decode(bytes.fromhex(written)) == frame
