"""The tests reach no other machine, and that is itself tested."""

import socket

import pytest


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(RuntimeError, match="must not connect"):
        outside.connect(("192.0.2.1", 80))
    with socket.socket() as outside, pytest.raises(RuntimeError, match="must not connect"):
        outside.connect_ex(("192.0.2.1", 80))


def test_another_machines_name_is_not_looked_up() -> None:
    with pytest.raises(RuntimeError, match="must not look up"):
        socket.create_connection(("gongshi.example.cn", 443), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
