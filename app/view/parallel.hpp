#pragma once

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>

namespace coalesce {

/// Runs body() in the arena of drawing. Its priority is low: TBB's workers come to it only while no simulation wants
/// them, and the thread that draws never takes up work of a step. Without workers it does its loops alone.
template <class Body>
void in_drawing_arena(const Body& body) {
    static tbb::task_arena arena(tbb::task_arena::automatic, 1, tbb::task_arena::priority::low);
    arena.execute(body);
}

/// Splits [0, count) at places that depend on nothing but count and calls body(chunk, begin, end) for each piece, in
/// parallel where that pays: sums that are kept a piece and added in order do not depend on threads.
template <class Body>
void for_each_chunk(std::size_t count, std::size_t chunks, const Body& body) {
    in_drawing_arena([&] {
        tbb::parallel_for(std::size_t{0}, chunks,
                          [&](std::size_t c) { body(c, count * c / chunks, count * (c + 1) / chunks); });
    });
}

/// Pieces worth a task of their own, at most eight: a cloud of up to 262 144 tokens is one.
inline std::size_t chunks_of(std::size_t count) {
    return std::clamp<std::size_t>(count >> 17, 1, 8);
}

/// Calls body(begin, end) for pieces of [0, count), in parallel; each writes only its own entries.
template <class Body>
void for_each_piece(std::size_t count, const Body& body) {
    in_drawing_arena([&] {
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 32768),
                          [&](const auto& range) { body(range.begin(), range.end()); });
    });
}

}  // namespace coalesce
