"""The data inputs of inferences, as users give them and as the library takes them."""

# Annotations are not put off here: what reads those of the classes, such as pydantic, looks for their names in
# modzy_edge.

import ctypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional, Tuple, Union

from ._errors import invalid_argument
from ._native import declarations
from ._native.arguments import encode, model_identifier, native_array, optional_utf8, sized, utf8
from ._native.buffers import AddressesError, Borrowed
from ._native.declarations import (edge_azure_access, edge_inference_input, edge_inference_request, edge_s3_access,
                                   edge_tag)


# The parameter that the library calls by another name.
NAMES = {"inputs": "input_sources"}


@dataclass(frozen=True)
class S3InputSource:
    """Data that lies in S3 (give the region), or in another store that speaks S3's protocol (give its endpoint).

        >>> S3InputSource(region="us-east-1", bucket="my-bucket", path="a.jpg",
        ...               access_key_id="AKIDEXAMPLE", access_key_secret="secret")
        S3InputSource(endpoint=None, region='us-east-1', bucket='my-bucket', path='a.jpg', access_key_id='AKIDEXAMPLE')

    The secret travels to the edge, and appears nowhere else.
    """

    endpoint: Optional[str] = None
    region: Optional[str] = None
    bucket: str = ""
    path: str = ""
    access_key_id: str = ""
    access_key_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class AzureInputSource:
    """Data that lies in Azure's blob storage.

        >>> AzureInputSource(container="pictures", path="a/b.jpg", storage_account="account", storage_account_key="key")
        AzureInputSource(container='pictures', path='a/b.jpg', storage_account='account')

    The key travels to the edge, and appears nowhere else.
    """

    container: str = ""
    path: str = ""
    storage_account: str = ""
    storage_account_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class InputSource:
    """One data input of an inference: its key, and exactly one of text, data, s3 and azure.

        >>> InputSource(key="input.txt", text="A sample bit of text")
        InputSource(key='input.txt', text='A sample bit of text')
        >>> InputSource(key="image", data=b"...")
        InputSource(key='image', data=<3 bytes>)

    Attributes:
        key: The name by which the model finds the data.
        text: Text, or a list or tuple of texts that follow one another.
        data: Bytes: any object with the buffer protocol, or a list or tuple of them that follow one another. It is not
            copied, and must not change while a call runs.
        s3, azure: Where the edge fetches the data.
    """

    key: str = ""
    text: Union[str, List[str], Tuple[str, ...], None] = None
    data: Any = None
    s3: Optional[S3InputSource] = None
    azure: Optional[AzureInputSource] = None

    def __post_init__(self) -> None:
        given = list(self._given())
        if len(given) != 1:
            raise invalid_argument(f"InputSource {self.key!r}", "has " + (" and ".join(given) or "no data")
                                   + "; give exactly one of text, data, s3 and azure")

        for name, kind in ("s3", S3InputSource), ("azure", AzureInputSource):
            value = getattr(self, name)
            if not isinstance(value, (kind, type(None))):
                raise TypeError(f"{name} of InputSource {self.key!r} must be an {kind.__name__}, "
                                f"not {type(value).__name__}")

    def _given(self) -> Dict[str, Any]:
        return {name: getattr(self, name) for name in ("text", "data", "s3", "azure")
                if getattr(self, name) is not None}

    def __repr__(self) -> str:
        [(name, value)] = self._given().items()
        return f"InputSource(key={self.key!r}, {name}={_shown(value) if name == 'data' else repr(value)})"


def _shown(data: Any) -> str:
    try:
        if isinstance(data, (list, tuple)):
            return f"<{sum(memoryview(piece).nbytes for piece in data)} bytes in {len(data)} pieces>"
        return f"<{memoryview(data).nbytes} bytes>"
    except (TypeError, ValueError):  # no buffer, or one that is no more
        return f"<{type(data).__name__}>"


@dataclass(frozen=True)
class InferenceRequest:
    """What an inference is asked for with. Inferences.build_inference_request makes one, Inferences.stream takes them.

        >>> InferenceRequest("inspector", "1.0.0", [InputSource(key="input.txt", text="some text")]).explain
        False
    """

    model_identifier: object
    model_version: str
    inputs: Union[InputSource, Iterable[InputSource]]
    explain: bool = False
    tags: Optional[Mapping[str, str]] = None

    def __post_init__(self) -> None:
        if isinstance(self.inputs, (str, bytes, Mapping)) or not isinstance(self.inputs, (InputSource, Iterable)):
            raise TypeError("input_sources must be an InputSource, such as InputSource(key='input.txt', text='...'), "
                            f"or several, not {type(self.inputs).__name__}")
        inputs = (self.inputs,) if isinstance(self.inputs, InputSource) else tuple(self.inputs)
        for number, source in enumerate(inputs):
            if not isinstance(source, InputSource):
                raise TypeError(f"input_sources[{number}] must be an InputSource, not {type(source).__name__}")
        if self.tags is not None and not isinstance(self.tags, Mapping):
            raise TypeError("tags must be a mapping of strings, such as {'camera': '1'}, "
                            f"not {type(self.tags).__name__}")
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "tags", dict(self.tags or {}))


def place_in(request: InferenceRequest, array: str, number: int, _: Optional[int], member: str) -> Optional[str]:
    """What an element of the arrays that the library gets for a request is in it; see parameter_names.Place."""
    if array == "tags":
        return f"the tag {list(request.tags or ())[number]!r}"
    if array != "inputs" or not isinstance(request.inputs, tuple) or number >= len(request.inputs):
        return None
    source, place = request.inputs[number], f"input_sources[{number}]"
    if member in (".container", ".path"):
        container = ".s3.bucket" if source.s3 is not None else ".azure.container"
        return place + (container if member == ".container" else container[:container.rindex(".")] + ".path")
    if member in (".data", ".size"):
        return f"{place}.{'data' if source.text is None else 'text'}"
    return place + member.replace("secret_access_key", "access_key_secret")


def native_request(request: InferenceRequest) -> Tuple[edge_inference_request, Borrowed]:
    """The request for the library, and what is borrowed for them, which is to be let go later."""
    assert isinstance(request.inputs, tuple)
    model = model_identifier(request.model_identifier, "model_identifier"), utf8(request.model_version, "model_version")
    tags = [(utf8(key, f"the tag {key!r}"), utf8(value, f"tags[{key!r}]"))
            for key, value in (request.tags or {}).items()]
    borrowed = Borrowed()
    try:
        inputs = [_native(source, f"input_sources[{number}]", borrowed) for number, source in enumerate(request.inputs)]
    except BaseException:
        borrowed.release()
        raise
    native = sized(edge_inference_request, model_identifier=model[0], model_version=model[1],
                   explain=bool(request.explain))
    native.inputs, native.input_count = native_array(edge_inference_input, inputs)
    native.tags, native.tag_count = native_array(edge_tag, tags)
    return native, borrowed


def _native(source: InputSource, place: str, borrowed: Borrowed) -> Any:
    key = utf8(source.key, f"{place}.key")
    if source.s3 is not None:
        s3 = sized(edge_s3_access, access_key_id=utf8(source.s3.access_key_id, f"{place}.s3.access_key_id"),
                   secret_access_key=utf8(source.s3.access_key_secret, f"{place}.s3.access_key_secret"),
                   region=optional_utf8(source.s3.region, f"{place}.s3.region"),
                   endpoint=optional_utf8(source.s3.endpoint, f"{place}.s3.endpoint"))
        return edge_inference_input(
            key=key, container=utf8(source.s3.bucket, f"{place}.s3.bucket"),
            path=utf8(source.s3.path, f"{place}.s3.path"), s3=ctypes.pointer(s3), type=declarations.EDGE_INPUT_S3)
    if source.azure is not None:
        azure = sized(edge_azure_access,
                      storage_account=utf8(source.azure.storage_account, f"{place}.azure.storage_account"),
                      storage_account_key=utf8(source.azure.storage_account_key, f"{place}.azure.storage_account_key"))
        return edge_inference_input(
            key=key, container=utf8(source.azure.container, f"{place}.azure.container"),
            path=utf8(source.azure.path, f"{place}.azure.path"), azure=ctypes.pointer(azure),
            type=declarations.EDGE_INPUT_AZURE)
    if source.text is not None:
        address, size = _in_pieces(source.text, f"{place}.text", borrowed, _text)
        return edge_inference_input(key=key, data=address, size=size, type=declarations.EDGE_INPUT_TEXT)
    address, size = borrow(source.data, f"{place}.data", borrowed)
    return edge_inference_input(key=key, data=address, size=size, type=declarations.EDGE_INPUT_BYTES)


def borrow(data: object, place: str, borrowed: Borrowed) -> "Tuple[Optional[int], int]":
    """Address and size of a buffer, or of a list or tuple of them."""
    return _in_pieces(data, place, borrowed, _bytes)


def _in_pieces(value: object, place: str, borrowed: Borrowed,
               borrow: Callable[[object, str, Borrowed], "Tuple[Optional[int], int]"]) -> "Tuple[Optional[int], int]":
    if not isinstance(value, (list, tuple)):
        return borrow(value, place, borrowed)
    return borrowed.pieces([borrow(piece, f"{place}[{number}]", borrowed) for number, piece in enumerate(value)])


def _text(text: object, place: str, borrowed: Borrowed) -> "Tuple[Optional[int], int]":
    return borrowed.borrow(_encoded(text, place))


def _encoded(text: object, place: str) -> bytes:
    if not isinstance(text, str):
        raise TypeError(f"{place} must be a string, not {type(text).__name__}")
    return encode(text, place)


def _bytes(data: object, place: str, borrowed: Borrowed) -> "Tuple[Optional[int], int]":
    try:
        return borrowed.borrow(data)
    except AddressesError as error:
        raise TypeError(f"{place} {error}") from None
    except TypeError:
        remedy = "; give a string as text" if isinstance(data, str) and place != "data" else ""
        raise TypeError(f"{place} must be an object with the buffer protocol, such as bytes, "
                        f"not {type(data).__name__}{remedy}") from None
    except (BufferError, ValueError) as error:
        raise invalid_argument(place, f"cannot be read: {error}") from None
