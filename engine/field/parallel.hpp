#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <cstddef>

namespace coalesce {

/// Calls `body(from, to)` for disjoint ranges covering all tokens; each call writes its own entries, so that results do
/// not depend on threads. A range has at least 1024 tokens: some ten microseconds of work, above the cost of a task,
/// and few enough that the next pass finds them in the cache.
template <class Body>
void for_each_range(std::size_t count, const Body& body) {
    oneapi::tbb::parallel_for(
        oneapi::tbb::blocked_range<std::size_t>(0, count, 2048),
        [&](const auto& range) { body(range.begin(), range.end()); }, oneapi::tbb::simple_partitioner());
}

/// Calls `body(i)` for every token, under the same rules.
template <class Body>
void for_each_token(std::size_t count, const Body& body) {
    for_each_range(count, [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i != to; ++i) body(i);
    });
}

}  // namespace coalesce
