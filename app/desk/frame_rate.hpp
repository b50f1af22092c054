#pragma once

#include <ctime>

namespace coalesce {

/// Shares the processors between drawing and what computes in the background: a playing simulation, a laboratory. All
/// threads have the same priority, so that other programs slow both alike; the window keeps to its share by resting
/// after a frame for longer than the frame took.
struct FrameDemand {
    double cost = 0;         ///< seconds of the processors that the last frame took
    bool computing = false;  ///< something else wants them
    bool held = false;       ///< a hand drags the camera or a widget: each frame answers it
};
/// Seconds from the start of one frame to the start of the next. No longer than half a second, so that a window whose
/// frames take longer than a quarter of one still answers.
double frame_period(const FrameDemand& demand);

/// Measures the cost of a frame. A software renderer draws on the same processors, and the time on the clock until the
/// picture is in the window is what it takes. A graphics card draws beside them, and waits for the display: there only
/// the window's own thread counts.
class FrameCost {
  public:
    explicit FrameCost(bool software_renderer) : software_(software_renderer) {}
    void begin();
    double seconds() const;

  private:
    double now() const;
    bool software_;
    double begun_ = 0;
};
/// Whether the current OpenGL context draws on the processors.
bool is_software_renderer();

}  // namespace coalesce
