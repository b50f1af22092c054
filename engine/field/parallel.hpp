#pragma once

#include <cstddef>

namespace coalesce {

namespace parallel_detail {
/// Calls `call(body, from, to)` for the ranges of for_each_range().
void for_each_range(std::size_t count, void (*call)(const void* body, std::size_t from, std::size_t to),
                    const void* body);
}  // namespace parallel_detail

/// Calls `body(from, to)` for disjoint ranges covering all tokens; each call writes its own entries, so that results do
/// not depend on threads. A range has at least 1024 tokens: some ten microseconds of work, above the cost of a task,
/// and few enough that the next pass finds them in the cache.
template <class Body>
void for_each_range(std::size_t count, const Body& body) {
    parallel_detail::for_each_range(
        count, [](const void* of, std::size_t from, std::size_t to) { (*static_cast<const Body*>(of))(from, to); },
        &body);
}

/// Calls `body(i)` for every token, under the same rules.
template <class Body>
void for_each_token(std::size_t count, const Body& body) {
    for_each_range(count, [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i != to; ++i) body(i);
    });
}

}  // namespace coalesce
