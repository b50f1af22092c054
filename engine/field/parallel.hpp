#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <cstddef>

namespace coalesce {

/// Calls `body(from, to)` for ranges that together are all tokens; each writes only its own entries, so that results do
/// not depend on threads. At least 1024 tokens: some ten microseconds of work, above what handing out a task costs, and
/// few enough that what one pass over them wrote is in the cache for the next.
template <class Body>
void for_each_range(std::size_t count, const Body& body) {
    oneapi::tbb::parallel_for(
        oneapi::tbb::blocked_range<std::size_t>(0, count, 2048),
        [&](const auto& range) { body(range.begin(), range.end()); }, oneapi::tbb::simple_partitioner());
}

/// The same, `body(i)` for every token.
template <class Body>
void for_each_token(std::size_t count, const Body& body) {
    for_each_range(count, [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i != to; ++i) body(i);
    });
}

}  // namespace coalesce
