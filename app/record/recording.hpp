#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/model/stop.hpp"
#include "record/recording_settings.hpp"
#include "record/video.hpp"
#include "view/detail.hpp"

namespace coalesce {

/// Progress of a recording, and the means to cancel it.
struct RecordingProgress {
    std::atomic<int> frames_done{0};
    std::atomic<int> frames_total{0};
    std::atomic<bool> cancel{false};
    StopToken stop;  ///< cancels as well, even within a step
    /// Called between steps with the simulated time, on the recording thread.
    std::function<void(double time)> stepped{};
    std::function<void()> completing{};     ///< called when all frames are drawn, before the file is completed
    std::function<bool()> asked_to_stop{};  ///< polled while the file is completed, when `stepped` is not called
    std::filesystem::path kept{};           ///< file or folder with the frames of a cancelled recording; may be empty
    std::string without_scene{};            ///< why the files do not carry their scene; empty: they do
};

/// Draws over every picture of a recording.
/// @param history  the run's measurements up to this frame (Film::history)
using Overlay = std::function<void(const Frame& frame, const std::vector<Measurement>& history, const Shown& shown,
                                   int width, int height)>;

/// Simulates the document from its initial cloud and writes the video: takes frames at fixed simulated times, draws
/// them offscreen at any size, and encodes them on a thread of its own behind a bounded queue. Needs a current OpenGL
/// context; a cloud on the device that draws is drawn from its own memory if the view allows it.
///
/// Between steps tokens are interpolated along the chord, so that a coarse dt still moves smoothly and the video's
/// frame times do not change the trajectory. A still is simulated without drawing earlier frames, except for its
/// trails.
///
/// The files carry their scene (record/clip.hpp): a picture with its own time and view, a film with those of its last
/// frame.
/// @param overlay  called for every picture while its framebuffer is bound: draws text, and the panels in
///                 recording_panel_share() of the width
/// @return         the last frame's picture
/// @throws InputError, RunError  a recording that is cancelled or fails keeps its frames so far if the format can be
///                               read in part (record/encoder.hpp)
Image record(const SceneDocument& document, const RecordingSettings& settings, RecordingProgress& progress,
             const Overlay& overlay = {});

class FrameQueue;

// Parts of a recording, for those whose pictures are drawn otherwise (record/twin_recording.hpp).

/// Draws all frames into the queue, sets `frames_total` and counts `frames_done`, and finishes the queue.
/// @return  the last picture
using DrawFrames = std::function<Image(FrameQueue& queue)>;
/// Writes the video of what `draw` draws, with settings that are valid.
/// @param comment  metadata of the film; empty: the program's name
Image record_frames(const std::string& comment, const RecordingSettings& settings, RecordingProgress& progress,
                    const DrawFrames& draw);
/// Clears the framebuffer to a theme's ground.
void clear_to_ground(Theme theme);

/// Returns the pixels per point in a picture of that size: lines and text look as on a screen 720 pixels high.
float picture_scale(int width, int height);

}  // namespace coalesce
