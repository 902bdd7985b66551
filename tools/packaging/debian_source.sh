# SPDX-License-Identifier: Apache-2.0
# Debian's source packages, with Debian's patches. Sourced by the scripts beside it.

# debian_source FOLDER PACKAGE… unpacks the newest source of each below FOLDER as PACKAGE/; with a
# "-" behind its name without Debian's patches. What is there stays. The machine's own package lists
# are left alone.
debian_source() {
  local folder package wanted
  folder=$(realpath -m "$1")
  shift
  mkdir -p "$folder"
  for wanted in "$@"; do
    package=${wanted%-}
    [[ -d $folder/$package ]] && continue
    fetch_source_lists "$folder/apt"
    echo "fetching the source of $package" >&2
    rm -rf "$folder/unpacking"
    mkdir "$folder/unpacking"
    (
      cd "$folder/unpacking"
      if [[ $wanted == *- ]]; then
        quiet apt_for_sources "$folder/apt" source --download-only --tar-only "$package"
        tar -xf "${package}"_*.orig.tar.?z
      else
        quiet apt_for_sources "$folder/apt" source "$package"
      fi
    )
    mv "$folder/unpacking/$package"-*/ "$folder/$package"
    rm -rf "$folder/unpacking"
  done
}

apt_for_sources() {
  local apt=$1
  shift
  apt-get -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/parts" \
    -o Dir::State::lists="$apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o APT::Sandbox::User="$(id -un)" "$@"
}

# The lists of the sources that belong to the machine's own Debian packages.
fetch_source_lists() {
  local apt=$1 list
  [[ -d $apt/lists ]] && return
  mkdir -p "$apt/parts"
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    [[ -f $list ]] || continue
    grep -q debian "$list" || continue
    case $list in
      *.sources) sed 's/^Types:.*/Types: deb-src/' "$list" >"$apt/parts/$(basename "$list")" ;;
      *.list) sed -n 's/^deb /deb-src /p' "$list" >"$apt/parts/$(basename "$list")" ;;
    esac
  done
  mkdir -p "$apt/lists/partial"
  quiet apt_for_sources "$apt" update || {
    rm -rf "$apt/lists"
    return 1
  }
}

# Runs a command, and shows what it printed only if it fails.
quiet() {
  local output
  output=$("$@" 2>&1) || {
    echo "$output" >&2
    return 1
  }
}
