#include "desk/frame_rate.hpp"

#include <glad/gl.h>

#include <algorithm>
#include <string_view>

namespace coalesce {
namespace {

constexpr double display_period = 1.0 / 60, longest_period = 0.5;
/// Share of the time that frames may take while something computes. The simulation spends a fifth of its time on
/// publishing frames (live_engine.cpp) and shares the processors while a frame is drawn: steps get more than half.
constexpr double drawing_share = 0.4;

}  // namespace

double frame_period(const FrameDemand& demand) {
    if (!demand.computing || demand.held) return std::max(display_period, demand.cost);
    return std::clamp(demand.cost / drawing_share, display_period, std::max(longest_period, demand.cost));
}

void FrameCost::begin() {
    begun_ = now();
}

double FrameCost::seconds() const {
    return now() - begun_;
}

double FrameCost::now() const {
    std::timespec time{};
    clock_gettime(software_ ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

bool is_software_renderer() {
    const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
    if (!name) return false;
    const std::string_view renderer(name);
    for (const std::string_view software : {"llvmpipe", "softpipe", "swrast", "SwiftShader", "Software Rasterizer"})
        if (renderer.find(software) != std::string_view::npos) return true;
    return false;
}

}  // namespace coalesce
