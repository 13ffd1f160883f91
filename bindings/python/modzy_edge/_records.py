"""Base classes of what an edge returns: JSON objects whose members are attributes, too."""

from __future__ import annotations

from typing import (Any, Callable, Dict, Generic, Iterable, Iterator, List, Mapping, NoReturn, Optional, TypeVar, Union,
                    overload)

from ._native.invoke import decoded

_T = TypeVar("_T")

# A JSON object: a mapping, or the text that the library returns.
Content = Union[Mapping[str, Any], bytes]


class Record(Mapping[str, Any]):
    """A JSON object that does not change: a mapping, and attributes for the members that are documented.

    Two records are equal if their content is. dict(record) is a copy that can be changed and written as JSON.
    """

    __slots__ = ("_content",)

    def __init__(self, data: Content) -> None:
        self._content: Union[Dict[str, Any], bytes] = data if isinstance(data, bytes) else dict(data)

    @property
    def _data(self) -> Dict[str, Any]:
        """The members. JSON is parsed on first use: that costs more than the rest of a short call."""
        content = self._content
        if isinstance(content, bytes):
            self._content = content = dict(decoded(content))
        return content

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._data!r})"

    def __reduce__(self) -> Any:
        return type(self), (self._data,)


class Member(Generic[_T]):
    """An attribute that shows the member of the same name; None where the edge did not say it."""

    def __init__(self, doc: str, convert: Optional[Callable[[Any], _T]] = None) -> None:
        self.__doc__ = doc
        self._convert = convert

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, record: None, owner: type) -> Member[_T]: ...

    @overload
    def __get__(self, record: Record, owner: type) -> _T: ...

    def __get__(self, record: Optional[Record], owner: type) -> Union[Member[_T], _T]:
        if record is None:
            return self
        value: Any = record.get(self._name)
        return value if self._convert is None or value is None else self._convert(value)

    def __set__(self, record: Record, value: NoReturn) -> None:  # so that type checkers refuse it too
        raise AttributeError(f"{type(record).__name__} does not change: {self._name} cannot be set")


class Page(List[_T]):
    """A list with the figures of the page that the edge gave; None where it did not say them."""

    def __init__(self, items: Iterable[_T], figures: Mapping[str, Any]) -> None:
        super().__init__(items)
        self.total_count: Optional[int] = figures.get("total_count")  #: how many there are in all
        self.page_number: Optional[int] = figures.get("page_number")  #: which part of them this is
        self.page_size: Optional[int] = figures.get("page_size")  #: how many a page has at most
        self.page_count: Optional[int] = figures.get("page_count")  #: how many pages there are

    def __reduce__(self) -> Any:
        return type(self), (list(self), vars(self))
