// SPDX-License-Identifier: Apache-2.0

// Only for tools/checks/portability: what pumice uses of C++20's algorithms on ranges, of which
// libc++ has had all from 15 on (Xcode 14.3), and Debian's 14 has none. The compiler looks at it
// and nothing is ever linked.
#pragma once

#include <version>

#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 16000

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>

namespace std {

template <class T>
unique_ptr<T> make_unique_for_overwrite(size_t size) {
  return unique_ptr<T>(new remove_extent_t<T>[size]);
}

}  // namespace std

namespace std::ranges {

template <range R, class T, class P = identity>
constexpr borrowed_iterator_t<R> find(R&& r, const T& value, P projection = {}) {
  auto i = ranges::begin(r);
  while (i != ranges::end(r) && !(invoke(projection, *i) == value)) ++i;
  return i;
}
template <range R, class F, class P = identity>
constexpr borrowed_iterator_t<R> find_if(R&& r, F f, P projection = {}) {
  auto i = ranges::begin(r);
  while (i != ranges::end(r) && !invoke(f, invoke(projection, *i))) ++i;
  return i;
}
template <range R, class F, class P = identity>
constexpr bool any_of(R&& r, F f, P projection = {}) {
  return ranges::find_if(r, f, projection) != ranges::end(r);
}
template <range R, class F, class P = identity>
constexpr bool all_of(R&& r, F f, P projection = {}) {
  for (auto&& e : r) {
    if (!invoke(f, invoke(projection, e))) return false;
  }
  return true;
}
template <range R, class F, class P = identity>
constexpr bool none_of(R&& r, F f, P projection = {}) {
  return !ranges::any_of(r, f, projection);
}
template <range R, class F, class P = identity>
constexpr range_difference_t<R> count_if(R&& r, F f, P projection = {}) {
  range_difference_t<R> n = 0;
  for (auto&& e : r) n += invoke(f, invoke(projection, e)) ? 1 : 0;
  return n;
}
template <range R, class T, class P = identity>
constexpr range_difference_t<R> count(R&& r, const T& value, P projection = {}) {
  range_difference_t<R> n = 0;
  for (auto&& e : r) n += invoke(projection, e) == value ? 1 : 0;
  return n;
}
template <range R, class F = equal_to<>, class P = identity>
constexpr borrowed_iterator_t<R> adjacent_find(R&& r, F f = {}, P projection = {}) {
  auto i = ranges::begin(r);
  for (auto next = i; i != ranges::end(r) && ++next != ranges::end(r); ++i) {
    if (invoke(f, invoke(projection, *i), invoke(projection, *next))) return i;
  }
  while (i != ranges::end(r)) ++i;
  return i;
}
template <range R, range S, class F = equal_to<>, class P = identity, class Q = identity>
constexpr bool equal(R&& r, S&& s, F f = {}, P p = {}, Q q = {}) {
  auto i = ranges::begin(r);
  auto j = ranges::begin(s);
  for (; i != ranges::end(r) && j != ranges::end(s); ++i, ++j) {
    if (!invoke(f, invoke(p, *i), invoke(q, *j))) return false;
  }
  return i == ranges::end(r) && j == ranges::end(s);
}
template <range R, class T, class F = less<>, class P = identity>
constexpr bool binary_search(R&& r, const T& value, F f = {}, P projection = {}) {
  return ranges::any_of(
      r, [&](const auto& e) { return !invoke(f, e, value); }, projection);
}
template <range R, class F = less<>, class P = identity>
constexpr borrowed_iterator_t<R> sort(R&& r, F f = {}, P p = {}) {
  std::sort(ranges::begin(r), ranges::end(r),
            [&](const auto& a, const auto& b) { return invoke(f, invoke(p, a), invoke(p, b)); });
  return ranges::end(r);
}
template <range R, class F = less<>, class P = identity>
constexpr borrowed_iterator_t<R> stable_sort(R&& r, F f = {}, P p = {}) {
  return ranges::sort(r, f, p);
}
template <range R>
constexpr borrowed_iterator_t<R> reverse(R&& r) {
  std::reverse(ranges::begin(r), ranges::end(r));
  return ranges::end(r);
}
template <range R, class O, class F, class P = identity>
constexpr void transform(R&& r, O out, F f, P projection = {}) {
  for (auto&& e : r) *out++ = invoke(f, invoke(projection, e));
}
template <range R, class O, class F, class P = identity>
constexpr void copy_if(R&& r, O out, F f, P projection = {}) {
  for (auto&& e : r) {
    if (invoke(f, invoke(projection, e))) *out++ = e;
  }
}
template <range R, class O>
constexpr void move(R&& r, O out) {
  for (auto&& e : r) *out++ = std::move(e);
}

}  // namespace std::ranges

#endif
