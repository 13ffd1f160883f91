"""How a client speaks TLS."""

from __future__ import annotations

import ctypes
import os
from typing import Any, NoReturn, Optional, Union

from ._errors import invalid_argument
from ._native.arguments import sized, utf8
from ._native.declarations import edge_tls_options

PathLike = Union[str, "os.PathLike[str]"]


class TlsOptions:
    """How a client speaks TLS, 1.2 or 1.3: certificates and keys in PEM.

        >>> client = EdgeClient("edge.example", 443, tls=TlsOptions(ca_file="ca.pem"))

    With no arguments the certificate of the edge is checked against the authorities of the system; `tls=True` says the
    same. Files are read again when they change, for the connections that are opened afterwards. The library uses the
    OpenSSL of the system, 3.x or 1.1.1.

    Args:
        ca_file: A file with the certificates of the authorities that are trusted in place of those of the system, or
            the edge's own certificate.
        ca_pem: The same in memory. Empty bytes are refused, here and below: a secret that is missing is not None.
        certificate_file: A file with the client's certificate, followed by those of the authorities between it and the
            one that the edge trusts.
        certificate_pem: The same in memory.
        key_file: A file with the private key of the client's certificate. Without it and key_pem, the key is beside the
            certificate.
        key_pem: The same in memory.
        key_password: The password of the key. It appears in no log, no error and no repr.
        server_name: The name or the address that the edge's certificate must have, and that is asked for in the
            handshake; None: the host. A Unix domain socket needs one, and so does an address that is not written as
            four numbers, such as 127.1.
    """

    __slots__ = ("ca_file", "ca_pem", "certificate_file", "certificate_pem", "key_file", "_key_pem", "_key_password",
                 "server_name")

    def __init__(self, *, ca_file: Optional[PathLike] = None, ca_pem: Union[bytes, str, None] = None,
                 certificate_file: Optional[PathLike] = None, certificate_pem: Union[bytes, str, None] = None,
                 key_file: Optional[PathLike] = None, key_pem: Union[bytes, str, None] = None,
                 key_password: Union[bytes, str, None] = None, server_name: Optional[str] = None) -> None:
        self.ca_file = _path(ca_file, "ca_file")
        self.ca_pem = _pem(ca_pem, "ca_pem")
        self.certificate_file = _path(certificate_file, "certificate_file")
        self.certificate_pem = _pem(certificate_pem, "certificate_pem")
        self.key_file = _path(key_file, "key_file")
        self._key_pem = _pem(key_pem, "key_pem")
        self._key_password = _pem(key_password, "key_password")
        if self._key_password is not None and b"\0" in self._key_password:
            raise invalid_argument("tls.key_password", "has a NUL character, at which OpenSSL would end it; remove it")
        self.server_name = server_name

    def __repr__(self) -> str:
        shown = [(name, getattr(self, name)) for name in ("ca_file", "certificate_file", "key_file", "server_name")]
        return f"TlsOptions({', '.join(f'{name}={value!r}' for name, value in shown if value is not None)})"

    def __copy__(self) -> TlsOptions:
        copy = TlsOptions()
        for name in self.__slots__:
            setattr(copy, name, getattr(self, name))
        return copy

    def __deepcopy__(self, memo: object) -> TlsOptions:
        return self.__copy__()  # what it holds cannot change

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("TlsOptions cannot be pickled: the pickle would hold the key and its password in the clear; "
                        "make them in the process that uses them")

    def _native(self) -> Any:
        """The structure of the library, which points into this object."""
        return sized(
            edge_tls_options,
            ca_file=_text(self.ca_file, "ca_file"), ca_pem=_pointer(self.ca_pem), ca_pem_size=len(self.ca_pem or b""),
            certificate_file=_text(self.certificate_file, "certificate_file"), certificate_pem=_pointer(self.certificate_pem),
            certificate_pem_size=len(self.certificate_pem or b""),
            key_file=_text(self.key_file, "key_file"), key_pem=_pointer(self._key_pem), key_pem_size=len(self._key_pem or b""),
            key_password=self._key_password, server_name=_text(self.server_name, "server_name"))


def checked(tls: object) -> Optional[TlsOptions]:
    """What EdgeClient takes as tls; None for plaintext."""
    if isinstance(tls, TlsOptions):
        return tls
    if not isinstance(tls, bool):
        raise TypeError(f"tls must be a bool or TlsOptions, not {type(tls).__name__}")
    return TlsOptions() if tls else None


def _path(value: Optional[PathLike], parameter: str) -> Optional[str]:
    if value is None:
        return None
    path = os.fspath(value)
    if not isinstance(path, str):
        raise TypeError(f"tls.{parameter} must be a path, not {type(value).__name__}")
    return path


def _pem(value: Union[bytes, str, None], parameter: str) -> Optional[bytes]:
    if value is None or isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise TypeError(f"tls.{parameter} must be bytes or str, not {type(value).__name__}")
    return value.encode()


def _pointer(value: Optional[bytes]) -> Any:
    return None if value is None else ctypes.cast(ctypes.c_char_p(value), ctypes.c_void_p)


def _text(value: Optional[str], parameter: str) -> Optional[bytes]:
    return None if value is None else utf8(value, f"tls.{parameter}")
