#pragma once

#include <ctime>

namespace coalesce {

/// Inputs of the frame rate, which divides the processors between drawing and background computation (a playing
/// simulation, a laboratory). All threads have the same priority, so that other programs slow both alike; the window
/// keeps to its share by sleeping after a frame for longer than the frame took.
struct FrameDemand {
    double cost = 0;         ///< cost of the last frame, seconds (FrameCost)
    bool computing = false;  ///< a simulation or a laboratory computes
    bool held = false;       ///< the user drags the camera or a widget: every frame responds to it
};
/// Returns the seconds from the start of one frame to the start of the next. At most half a second, unless a frame
/// takes longer: slow windows still respond.
double frame_period(const FrameDemand& demand);

/// Measures the cost of a frame, seconds. A software renderer draws on the processors: the cost is the wall time until
/// the picture is in the window. A graphics card draws beside them and waits for the display: the cost is the processor
/// time of the window's thread.
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
/// True if the current OpenGL context draws on the processors.
bool is_software_renderer();

}  // namespace coalesce
