#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "flow/frame.hpp"
#include "model/scene.hpp"
#include "model/stop.hpp"
#include "record/video.hpp"
#include "view/detail.hpp"
#include "view/drawing_device.hpp"

namespace coalesce {

/// What is recorded; the dialogue of the desktop and the options of `render` fill the same struct.
struct RecordingSettings {
    std::string path;
    int width = 1280, height = 720;
    int fps = 30;
    double seconds = 20;
    TimeAxis axis = TimeAxis::linear;
    double from = 0;   ///< simulated time of the first frame (log axis: > 0)
    double until = 0;  ///< simulated time of the last frame; 0: the scene's `time.until`
    bool panels = false;
    double text_scale = 1;  ///< size of all text, relative to picture_scale()
    bool operator==(const RecordingSettings&) const = default;
};

/// Checks all settings at once. Throws InputError.
void validate(const RecordingSettings& settings);
/// Number of frames: round(fps · seconds), at least 1.
int frame_count(const RecordingSettings& settings);
/// Simulated time of frame `index` of `count`: equal steps or equal ratios from `from` to `until`, ends included.
double frame_time(const RecordingSettings& settings, double until, int index, int count);

/// Progress of a recording; may cancel it.
struct RecordingProgress {
    std::atomic<int> frames_done{0};
    std::atomic<int> frames_total{0};
    std::atomic<bool> cancel{false};
    StopToken stop;  ///< cancels too, also in the midst of a step
    /// Called between steps with the simulated time, by the thread that records.
    std::function<void(double time)> stepped{};
    std::function<void()> completing{};     ///< called when all frames are drawn and the file is about to be completed
    std::function<bool()> asked_to_stop{};  ///< asked while it is, when nothing calls `stepped` any more
    std::filesystem::path kept{};           ///< of a cancelled recording: what has the frames until then; may be empty
};

/// Drawn over every picture of a recording.
/// @param history  the run's measurements up to this frame, see Film::history
using Overlay = std::function<void(const Frame& frame, const std::vector<Measurement>& history, const Shown& shown,
                                   int width, int height)>;

/// Simulates the document from its initial cloud and writes the video: pulls frames at fixed simulated times, draws
/// them off-screen at any size, encodes on a thread of its own behind a bounded queue. Needs a current GL context.
///
/// Between steps the picture interpolates the tokens (normalised linear), so that a coarse dt still moves smoothly
/// and a video's pace never changes the trajectory. A still simulates without drawing the frames before, but for those
/// that its trails go through.
/// @param overlay  drawn over every picture while its framebuffer is bound: text, and the panels for which the picture
///                 leaves recording_panel_share() of the width
/// @param device  where OpenGL draws: a cloud on that device is drawn from its own memory where the view allows
/// @return  the last frame's picture
/// @throws  InputError, RunError; a recording that is cancelled or fails leaves its frames until then where the format
///          has a use for them (record/encoder.hpp)
Image record(const SceneDocument& document, const RecordingSettings& settings, RecordingProgress& progress,
             const Overlay& overlay = {}, const DrawingDevice& device = {});

/// Pixels per point in a picture of that size: lines and text as on a screen 720 pixels high.
float picture_scale(int width, int height);

}  // namespace coalesce
