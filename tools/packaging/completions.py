# SPDX-License-Identifier: Apache-2.0
"""Writes completions for bash, zsh and fish, made of the program's --help and its commands'.

  completions.py PROGRAM FOLDER    writes FOLDER/pumice.bash, _pumice and pumice.fish
"""

import argparse
import pathlib
import re

from program_help import Program

# What stands for a path, among the options' values.
PATHS = re.compile(r"FILE|PATH")
FOLDERS = re.compile(r"DIR")
HEADER = "# Made of pumice --help by tools/packaging/completions.py.\n"


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def has_paths(command):
    """Whether its arguments are files."""
    return any(PATHS.search(usage.split("]")[-1]) for usage in command.usages)


# ---- bash


def bash_options(command):
    return " ".join(name for option in command.options() for name in option.long_names)


def bash_action(option):
    """What completes its value; empty: nothing does, as it has none."""
    if FOLDERS.search(option.value):
        return "_pumice_files -d"
    if PATHS.search(option.value):
        return "_pumice_files -f"
    if option.choices():
        return f"_pumice_words {quoted(' '.join(option.choices()))}"
    return "COMPREPLY=()" if option.value and not option.value.startswith("[") else ""


def bash_values(options):
    """The branches for the word before: what its value may be."""
    patterns = {}
    for option in options:
        for name in option.long_names:
            names = patterns.setdefault(bash_action(option), [])
            if name not in names:
                names.append(name)
    patterns.pop("", None)
    return "".join(
        f"    {'|'.join(names)})\n      {action}\n      return\n      ;;\n"
        for action, names in patterns.items()
    )


def bash(program):
    commands = program.commands
    options = [o for each in [program.help, *commands.values()] for o in each.options()]
    branches = "".join(
        f"    {name}) options={quoted(bash_options(command))} ;;\n"
        for name, command in commands.items()
    )
    with_paths = "|".join(name for name, command in commands.items() if has_paths(command))
    return f"""{HEADER}
_pumice_words() {{
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "${{COMP_WORDS[COMP_CWORD]}}")
}}

_pumice_files() {{
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "${{COMP_WORDS[COMP_CWORD]}}")
}}

# Behind "run --": the command, and its files.
_pumice_other_command() {{
  local index
  for ((index = 2; index < COMP_CWORD; index++)); do
    [[ ${{COMP_WORDS[index]}} == -- ]] || continue
    if ((index + 1 == COMP_CWORD)); then
      mapfile -t COMPREPLY < <(compgen -c -- "${{COMP_WORDS[COMP_CWORD]}}")
    else
      _pumice_files -f
    fi
    return 0
  done
  return 1
}}

_pumice() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} options command=
  ((COMP_CWORD > 1)) && command=${{COMP_WORDS[1]}}
  if [[ $command == run ]] && _pumice_other_command; then
    return
  fi
  case $before in
{bash_values(options)}  esac
  case $command in
{branches}    *) options={quoted(bash_options(program.help))} ;;
  esac
  if [[ $word == -* ]]; then
    _pumice_words "$options"
  elif ((COMP_CWORD == 1)); then
    _pumice_words {quoted(' '.join(commands))}
  elif [[ $command == @({with_paths}) ]]; then
    _pumice_files -f
  fi
}}

complete -F _pumice pumice
"""


# ---- zsh


def zsh_spec(option):
    """One argument of _arguments."""
    text = re.sub(r"([\[\]:])", r"\\\1", option.brief)
    names = option.long_names
    is_optional = option.value.startswith("[")
    action = ""
    if FOLDERS.search(option.value):
        action = "_files -/"
    elif PATHS.search(option.value):
        action = "_files"
    elif option.choices():
        action = f"({' '.join(option.choices())})"
    value = ""
    if option.value:
        name = option.value.strip("[].").replace(":", "\\:")
        value = f"{'::' if is_optional else ':'}{name}:{action}"
    assign = "=-" if is_optional else "=" if option.value else ""
    return [quoted(f"*{name}{assign}[{text}]{value}") for name in names]


def zsh_arguments(command):
    return [spec for option in command.options() for spec in zsh_spec(option)]


def zsh_case(name, specs):
    joined = " \\\n        ".join(specs)
    return f"    {name})\n      _arguments \\\n        {joined}\n      ;;\n"


def zsh(program):
    described = "\n".join(
        "    " + quoted(f"{name}:{text}") for name, text in program.help.commands.items()
    )
    cases = ""
    for name, command in program.commands.items():
        specs = zsh_arguments(command)
        if name == "run":
            specs.append(quoted("*::command:_normal"))
        elif has_paths(command):
            specs.append(quoted("*:path:_files"))
        cases += zsh_case(name, specs)
    cases += zsh_case("*", zsh_arguments(program.help))
    return f"""#compdef pumice
{HEADER}
_pumice() {{
  local -a commands=(
{described}
  )
  if ((CURRENT == 2)) && [[ $PREFIX != -* ]]; then
    _describe command commands
    return
  fi
  if ((${{+commands[(r)$words[2]:*]}})); then
    shift words
    ((CURRENT--))
  else
    words[1]=pumice
  fi
  case $words[1] in
{cases}  esac
}}

_pumice "$@"
"""


# ---- fish


def fish_option(option, condition):
    line = f"complete -c pumice -n {quoted(condition)}"
    for name in option.names:
        line += f" -l {name[2:]}" if name.startswith("--") else f" -s {name[1:]}"
    if FOLDERS.search(option.value):
        line += " -x -a '(__fish_complete_directories)'"
    elif PATHS.search(option.value):
        line += " -r -F"
    elif option.choices():
        line += f" -x -a {quoted(' '.join(option.choices()))}"
    elif option.value and not option.value.startswith("["):
        line += " -x"
    return f"{line} -d {quoted(option.brief)}\n"


def fish(program):
    names = " ".join(program.commands)
    no_command = f"not __fish_seen_subcommand_from {names}"
    text = HEADER + "complete -c pumice -f\n"
    for name, what in program.help.commands.items():
        text += f"complete -c pumice -n __fish_use_subcommand -a {name} -d {quoted(what)}\n"
    for option in program.help.options():
        text += fish_option(option, no_command)
    for name, command in program.commands.items():
        condition = f"__fish_seen_subcommand_from {name}"
        if has_paths(command) or name == "run":
            text += f"complete -c pumice -n {quoted(condition)} -F\n"
        for option in command.options():
            text += fish_option(option, condition)
    return text


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    write(Program(arguments.program), arguments.folder)


def write(program, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in (("pumice.bash", bash), ("_pumice", zsh), ("pumice.fish", fish)):
        (folder / name).write_text(make(program), encoding="utf-8")


if __name__ == "__main__":
    main()
