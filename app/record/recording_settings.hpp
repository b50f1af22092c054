#pragma once

#include <string>

#include "coalesce/document/scene_document.hpp"

namespace coalesce {

/// Settings of a recording, filled by the desktop's dialogue or by the options of `render`.
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
/// Returns the number of frames: round(fps · seconds), at least 1.
int frame_count(const RecordingSettings& settings);
/// Returns the simulated time of frame `index` of `count`: equal steps or equal ratios from `from` to `until`, ends
/// included.
double frame_time(const RecordingSettings& settings, double until, int index, int count);
/// Returns the simulated time of the last frame. Throws InputError if it is before the first.
double last_frame_time(const RecordingSettings& settings, double scene_until);
/// Returns the first frame to draw. A still needs only the last frame, and those before it for its trails.
int first_drawn_frame(const RecordingSettings& settings, const ViewState& view, int count);
/// Returns the camera's azimuth in frame `index`: a turntable turns by the film's clock.
double yaw_in_frame(const ViewState& view, const RecordingSettings& settings, int index);

}  // namespace coalesce
