#!/bin/bash
# Builds what the packaged program and library take from outside as archives of their own, from
# Debian's sources: RocksDB, RE2, yaml-cpp and OpenSSL. Debian's archives do not fit into a shared
# library, and hold several times what pumice uses of them.
#   tools/packaging/dependencies.sh amd64|arm64    into build/package/ARCH/dependencies
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail
cd "$(dirname "$0")/../.."
source tools/packages.sh
source tools/packaging/debian_source.sh

arch=${1:?amd64 or arm64}
sources=build/package/sources
work=$PWD/build/package/$arch/dependencies-build
prefix=$PWD/build/package/$arch/dependencies
[[ -f $prefix/complete ]] && exit

install_packages dpkg-dev "${build_packages[@]}" perl python3 unicode-data
# Debian's patches of OpenSSL are about where its own packages put files.
debian_source $sources rocksdb re2 yaml-cpp openssl-
mkdir -p "$work" "$prefix/lib"

# Unwinding wants tables at calls only, not at every instruction.
small=-fno-asynchronous-unwind-tables
cross=() openssl_target=linux-x86_64 tools_prefix=
if [[ $arch == arm64 ]]; then
  cross=(-D "CMAKE_TOOLCHAIN_FILE=$PWD/tools/cmake/arm64.cmake" -D HAS_ARMV8_CRC=OFF)
  openssl_target=linux-aarch64 tools_prefix=aarch64-linux-gnu-
fi
export CCACHE_SLOPPINESS=time_macros CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$PWD

# cmake_library SOURCE FLAGS TARGET OPTION… builds an archive and puts it into lib/.
cmake_library() {
  local source=$1 flags=$2 target=$3
  shift 3
  echo "building $source for $arch" >&2
  quiet cmake -S "$sources/$source" -B "$work/$source" -G Ninja -D CMAKE_BUILD_TYPE=Release \
    -D CMAKE_POSITION_INDEPENDENT_CODE=ON -D BUILD_SHARED_LIBS=OFF \
    -D "CMAKE_CXX_FLAGS=-ffunction-sections -fdata-sections" \
    -D "CMAKE_CXX_FLAGS_RELEASE=$flags -DNDEBUG $small" \
    -D CMAKE_CXX_COMPILER_LAUNCHER=ccache -D CMAKE_C_COMPILER_LAUNCHER=ccache \
    "${cross[@]}" "$@"
  quiet cmake --build "$work/$source" --target "$target"
  find "$work/$source" -name "lib$target*.a" -exec cp {} "$prefix/lib/lib$target.a" \;
}

# Of RocksDB's compressions pumice uses LZ4 alone.
cmake_library rocksdb -Os rocksdb \
  -D "CMAKE_PROJECT_INCLUDE=$PWD/tools/packaging/rocksdb_hot_paths.cmake" \
  -D PORTABLE=ON -D USE_RTTI=ON -D FAIL_ON_WARNINGS=OFF -D WITH_LZ4=ON -D WITH_ZLIB=OFF \
  -D WITH_SNAPPY=OFF -D WITH_BZ2=OFF -D WITH_ZSTD=OFF -D WITH_GFLAGS=OFF -D WITH_LIBURING=OFF \
  -D WITH_NUMA=OFF -D WITH_TBB=OFF -D WITH_JEMALLOC=OFF -D ROCKSDB_BUILD_SHARED=OFF \
  -D WITH_TESTS=OFF -D WITH_ALL_TESTS=OFF -D WITH_TOOLS=OFF -D WITH_CORE_TOOLS=OFF \
  -D WITH_BENCHMARK_TOOLS=OFF -D WITH_TRACE_TOOLS=OFF
# Debian's source is without the tables that are made of Unicode's data.
quiet make -C "$sources/re2" REBUILD_TABLES=1 \
  re2/perl_groups.cc re2/unicode_casefold.cc re2/unicode_groups.cc
cmake_library re2 -Os re2 -D RE2_BUILD_TESTING=OFF
cmake_library yaml-cpp -Os yaml-cpp \
  -D YAML_CPP_BUILD_TESTS=OFF -D YAML_CPP_BUILD_TOOLS=OFF -D YAML_CPP_BUILD_CONTRIB=OFF

# What HTTPS of today needs: TLS 1.2 and 1.3 with AES, ChaCha20, RSA and elliptic curves.
build_openssl() {
  echo "building openssl for $arch" >&2
  rm -rf "$work/openssl"
  cp -a "$sources/openssl" "$work/openssl"
  cd "$work/openssl"
  quiet ./Configure $openssl_target --prefix="$prefix" --libdir=lib --openssldir=/etc/ssl \
    CC="ccache ${tools_prefix}gcc" AR="${tools_prefix}ar" RANLIB="${tools_prefix}ranlib" \
    -Os -fPIC -ffunction-sections -fdata-sections $small \
    no-shared no-module no-dso no-engine no-legacy no-tests no-comp no-ssl3 no-tls1 no-tls1_1 \
    no-dtls no-aria no-bf no-blake2 no-camellia no-cast no-cmp no-cms no-ct no-dsa no-ec2m \
    no-gost no-idea no-md4 no-mdc2 no-nextprotoneg no-ocb no-ocsp no-psk no-rc2 no-rc4 no-rc5 \
    no-rfc3779 no-rmd160 no-scrypt no-seed no-siphash no-siv no-sm2 no-sm3 no-sm4 no-srp no-srtp \
    no-ssl-trace no-ts no-ui-console no-whirlpool
  quiet make -s -j"$(nproc)" build_generated libcrypto.a libssl.a
  mkdir -p "$prefix/include"
  cp -a libcrypto.a libssl.a "$prefix/lib"
  cp -a include/openssl "$prefix/include"
}
(build_openssl)
touch "$prefix/complete"
ls -l "$prefix/lib" >&2
