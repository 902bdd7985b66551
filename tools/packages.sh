# SPDX-License-Identifier: Apache-2.0
# Debian packages, and how to get those that are missing. Sourced by the scripts beside it.

build_packages=(
  g++ cmake ninja-build ccache mold
  librocksdb-dev libsnappy-dev liblz4-dev libzstd-dev libbz2-dev zlib1g-dev libdeflate-dev
  libboost-dev rapidjson-dev libssl-dev libxxhash-dev libcli11-dev libspdlog-dev libfmt-dev
  libyaml-cpp-dev libre2-dev catch2
)
# llvm-14 for the names in reports.
fuzz_packages=(clang-14 libclang-rt-14-dev llvm-14)
# What tools/check needs beside, and what its clang-tidy does.
check_packages=(git python3 python3-yaml clang-format-14)
tidy_packages=(clang-tidy-14)
# What tools/checks/portability needs beside: another standard library.
portability_packages=(clang-14 libc++-14-dev libc++abi-14-dev)
# What tools/arm64 and tools/packaging/stage.sh arm64 need beside.
arm64_packages=(g++-12-aarch64-linux-gnu binutils-aarch64-linux-gnu qemu-user)
# python3-pytest-xdist for examples/parallel and bindings/python, python3-pip for its wheel.
test_packages=(
  python3 python3-boto3 python3-jsonschema python3-pip python3-pytest-xdist python3-yaml awscli wrk
  curl jq libgtest-dev ca-certificates
)

# What tools/package needs beside, and what its --test does.
package_packages=(binutils ca-certificates cmake dpkg-dev git python3)
package_test_packages=(debootstrap lintian)

# Whether an option is among the arguments behind it.
given() {
  local option=$1
  shift
  [[ " $* " == *" $option "* ]]
}

missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qxF "$package installed" <<<"$installed" || echo "$package"
  done
}

# As root, or through sudo where there is one.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -E "$@"
  else
    echo "not root, and no sudo to run: $*" >&2
    return 1
  fi
}

# Installs what is missing of the packages named. Their lists are fetched only if apt does not know
# them.
install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} == 0 ]] && return
  echo "installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  local install=(apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "${missing[@]}")
  as_root "${install[@]}" >/dev/null 2>&1 && return
  as_root apt-get -qq update
  as_root "${install[@]}" >/dev/null
}

# The JavaScript SDK's test needs Node.js with npm, from wherever they came.
install_node() {
  command -v node >/dev/null && command -v npm >/dev/null && return
  install_packages nodejs npm
}

# Fetches the headers of Node.js's interface for addons, once, and sets configure_options to what
# compiles the addon with them.
with_node_addon() {
  install_node
  local headers=build/node/node_modules/node-api-headers
  [[ -d $headers ]] || npm install --silent --no-save --prefix build/node node-api-headers >&2
  configure_options=(-D PUMICE_BUILD_NODE=ON -D "NODE_API_HEADERS_DIR=$PWD/$headers/include")
}

# Configures and builds a preset; further arguments go to ninja.
configure_options=()
build_preset() {
  local preset=$1
  shift
  if [[ ! -f build/$preset/build.ninja || ${#configure_options[@]} -gt 0 ]]; then
    echo "configuring build/$preset" >&2
    cmake --preset "$preset" "${configure_options[@]}" >/dev/null
  fi
  echo "building build/$preset" >&2
  cmake --build "build/$preset" -- "$@" >&2
}
