#pragma once

#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/device.hpp"
#include "interop/drawing_device.hpp"

namespace coalesce::command {

/// Comparison of one scene on a device and on the CPU, both by direct sums.
struct DeviceComparison {
    std::string scene;
    std::size_t tokens = 0;
    double velocity = 0;          ///< largest deviation of a velocity at the start, in units of ‖V‖
    double velocity_allowed = 0;  ///< twice the bound of the precision, since either side may reach it
    double energy = 0;            ///< relative deviation of the energy after all steps
    double drift = 0;             ///< largest deviation of a token's length from 1 after all steps, on the device
    double seconds_device = 0, seconds_cpu = 0;  ///< seconds per step
    bool pass() const;
};
/// Largest relative deviation of the energy. Energies are means over all tokens and deviate less than single tokens,
/// which may separate where the flow is unstable.
inline constexpr double most_energy_deviation = 1e-3;
/// Largest deviation of a token's length from 1: the rounding of a split token and of a norm.
inline constexpr double most_drift = 1e-13;

/// @param tokens  largest number of tokens; more are cut off
/// @throws RunError  if the factory makes no cloud of the scene, or the device fails
DeviceComparison compare_with_device(const std::string& scene, const DeviceFactory& factory, std::size_t tokens,
                                     int steps);
/// Comparison of a film drawn from the device's memory with one drawn from copies, in the current OpenGL context.
struct DrawingComparison {
    double difference = 0;  ///< largest image_difference of all pictures
    bool shared = false;    ///< all pictures of the first film were drawn from the device's memory
    std::string why_not;
    bool pass() const { return shared && difference < most_picture_difference; }
    /// Allowed difference: a few pixels at the edges of points, by rounding.
    static constexpr double most_picture_difference = 1e-3;
};
/// Compares pictures of tokens as points and as a density, at times of steps and between them.
DrawingComparison compare_drawing(const DrawingDevice& device, std::size_t tokens);

/// Timing of frames, each a step, its measurement and its picture, one after the other.
struct FrameTiming {
    double seconds = 0;  ///< median per frame
    bool shared = false;
};
FrameTiming time_frames(const DrawingDevice& device, std::size_t tokens, TokenStyle style, int width, int height,
                        int frames);

/// Returns the shipped scenes with fixed steps and without a causal mask.
std::vector<std::string> comparable_scenes();

}  // namespace coalesce::command
