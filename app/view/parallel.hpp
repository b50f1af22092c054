#pragma once

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>

namespace coalesce {

/// Runs body() in TBB's arena for drawing, which has low priority: workers join it only while no simulation needs them,
/// and the drawing thread never executes tasks of a step. Without workers that thread runs its loops alone.
template <class Body>
void in_drawing_arena(const Body& body) {
    static tbb::task_arena arena(tbb::task_arena::automatic, 1, tbb::task_arena::priority::low);
    arena.execute(body);
}

/// Splits [0, count) into pieces that depend on count and chunks alone, and calls body(chunk, begin, end) for each, in
/// parallel if it pays. Sums kept per piece and added in order do not depend on the number of threads.
template <class Body>
void for_each_chunk(std::size_t count, std::size_t chunks, const Body& body) {
    in_drawing_arena([&] {
        tbb::parallel_for(std::size_t{0}, chunks,
                          [&](std::size_t c) { body(c, count * c / chunks, count * (c + 1) / chunks); });
    });
}

/// Returns the number of pieces worth a task each, 1 to 8; up to 262 143 tokens are one piece.
inline std::size_t chunks_of(std::size_t count) {
    return std::clamp<std::size_t>(count >> 17, 1, 8);
}

/// Calls body(begin, end) for pieces of [0, count), in parallel; a piece must write only its own entries.
template <class Body>
void for_each_piece(std::size_t count, const Body& body) {
    in_drawing_arena([&] {
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 32768),
                          [&](const auto& range) { body(range.begin(), range.end()); });
    });
}

}  // namespace coalesce
