#pragma once

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <cstddef>

namespace coalesce {

/// Calls `body(i)` for every token; each writes only its own entries, so that results do not depend on threads.
/// Blocks of 2048 tokens: some ten microseconds of work, above what handing out a task costs.
template <class Body>
void for_each_token(std::size_t count, const Body& body) {
    oneapi::tbb::parallel_for(oneapi::tbb::blocked_range<std::size_t>(0, count, 2048), [&](const auto& range) {
        for (std::size_t i = range.begin(); i != range.end(); ++i) body(i);
    });
}

}  // namespace coalesce
