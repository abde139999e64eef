"""YAML as a careful reader takes it, and validation errors as sentences.

Plain YAML 1.1 reads ``NO`` as false, ``0123`` as 83 and ``12:30`` as 750, and takes the last of two equal
keys in silence. Here only true, false, null, decimal numbers and text exist; a key written twice is refused.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from dragoman.base.errors import ConfigError

_ALIASES_MULTIPLY_BY = 10
_ALIASES_ADD = 10_000
"""How much larger than the file its content may be: every product may borrow a few fields, no more."""


class _Loader(yaml.SafeLoader):
    """``SafeLoader`` with fewer surprises."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - how PyYAML is told which words are not text


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|)$"), ["~", "n", "N", ""]
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]+)?$"),
    list("-0123456789"),
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:merge", re.compile(r"^(?:<<)$"), ["<"])


def _mapping_without_twins(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key.value!r} stands here twice", key.start_mark
            )
        seen.add(key.value)
    loader.flatten_mapping(node)
    # Keys of a shop file are names, also where they look like numbers.
    return {
        str(loader.construct_object(key, deep=True)): loader.construct_object(value, deep=True)
        for key, value in node.value
    }


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping_without_twins)


def read_yaml(text: str, *, name: str) -> Any:
    """The value that YAML ``text`` holds. Raises ``ConfigError`` naming ``name``, the line and the reason."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        _refuse_bombs(node)
        return loader.construct_document(node)
    except RecursionError:
        raise ConfigError(f"{name}: it is nested too deeply") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{name}{where}: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: {str(error).splitlines()[0]}") from None


def _refuse_bombs(root: yaml.Node) -> None:
    """Counts what the document holds with every alias (``*name``) written out, without writing them out.

    A few lines of aliases of aliases stand for more than a machine can hold. Raises ``yaml.MarkedYAMLError``.
    """
    sizes: dict[yaml.Node, int | None] = {}

    def size_of(node: yaml.Node) -> int:
        if node not in sizes:
            sizes[node] = None  # being counted
            sizes[node] = 1 + sum(map(size_of, _children(node)))
        size = sizes[node]
        if size is None:
            raise yaml.MarkedYAMLError(
                problem="an alias stands within what it is for", problem_mark=node.start_mark
            )
        return size

    if size_of(root) > _ALIASES_MULTIPLY_BY * len(sizes) + _ALIASES_ADD:
        raise yaml.MarkedYAMLError(problem="its aliases (*name) stand for far more than the file holds")


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    for child in [] if isinstance(node, yaml.ScalarNode) else node.value:
        if isinstance(child, tuple):
            yield from child
        else:
            yield child


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """The first thing wrong, as ``place: reason``."""
    problems = error.errors()
    # A misspelt field is reported before the missing one that it was meant to be.
    first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
    place = ""
    for part in first["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
    match first["type"]:
        case "missing":
            return f"{place} is missing"
        case "extra_forbidden":
            near = difflib.get_close_matches(str(first["loc"][-1]), _fields_at(model, first["loc"][:-1]), n=1)
            return f"{place} is not a field" + (
                f"; did you mean {near[0]}?" if near else "; see: dragoman tenant example"
            )
        case "value_error":
            reason = str(first["msg"]).removeprefix("Value error, ")
            return f"{place}: {reason}" if place else reason
        case _:
            reason = str(first["msg"]).removeprefix("Input ")
            return f"{place}: {reason[:1].lower()}{reason[1:]} (it is {_short(first.get('input'))})"


def _fields_at(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The names of the fields at ``place``, found by following the types."""
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            inner = _model_in(model.model_fields[part].annotation)
            model = inner or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        if found := _model_in(argument):
            return found
    return None


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
