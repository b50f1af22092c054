#pragma once

#include <string>
#include <vector>

#include "flow/device.hpp"
#include "model/view_state.hpp"
#include "view/drawing_device.hpp"

namespace coalesce::command {

/// One scene on a device and on the CPU, all pairs on both.
struct DeviceComparison {
    std::string scene;
    std::size_t tokens = 0;
    double velocity = 0;          ///< largest deviation of a velocity at the start, in units of ‖V‖
    double velocity_allowed = 0;  ///< twice the bound of the precision: either side may use it up
    double energy = 0;            ///< relative deviation of the energy after all steps
    double drift = 0;             ///< largest deviation of a token's length from 1 after them, on the device
    double seconds_device = 0, seconds_cpu = 0;  ///< a step
    bool pass() const;
};
/// Energies are means over all tokens: their deviation stays below that of a token, whose neighbours may part.
inline constexpr double most_energy_deviation = 1e-3;
/// The rounding of a split token, with room for that of a norm.
inline constexpr double most_drift = 1e-13;

/// @param tokens  of a scene, at most
/// @throws RunError where the factory makes no cloud of a scene or the device fails
DeviceComparison compare_with_device(const std::string& scene, const DeviceFactory& factory, std::size_t tokens,
                                     int steps);
/// A film drawn from the device's own memory beside one drawn from copies, in the OpenGL context that is current.
struct DrawingComparison {
    double difference = 0;  ///< image_difference, the largest of all pictures
    bool shared = false;    ///< all pictures of the first were drawn so
    std::string why_not;
    bool pass() const { return shared && difference < most_picture_difference; }
    /// A pixel that a point no longer reaches by a rounding is all that may differ.
    static constexpr double most_picture_difference = 1e-3;
};
/// Of tokens as points and as a density, at times on steps and between them.
DrawingComparison compare_drawing(const DrawingDevice& device, std::size_t tokens);

/// A run of frames: a step, its measurement and its picture, each waited for.
struct FrameTiming {
    double seconds = 0;  ///< a frame, the median
    bool shared = false;
};
FrameTiming time_frames(const DrawingDevice& device, std::size_t tokens, TokenStyle style, int width, int height,
                        int frames);

/// Shipped scenes of fixed steps and attention that is not causal.
std::vector<std::string> comparable_scenes();

}  // namespace coalesce::command
