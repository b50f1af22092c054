#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "coalesce/flow/live.hpp"

namespace coalesce::flow_tests {

/// Waits for a frame for which `wanted` holds. It comes within milliseconds; ten minutes mean that it never will,
/// however busy the machine.
template <class Predicate>
const Frame& wait_for(LiveSimulation& live, const Predicate& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(10);
    while (true) {
        const Frame& frame = live.latest();
        if (wanted(frame)) return frame;
        if (std::chrono::steady_clock::now() > deadline) FAIL("the awaited frame was never published");
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

}  // namespace coalesce::flow_tests
