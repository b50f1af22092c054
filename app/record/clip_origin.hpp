#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/common_clock.hpp"
#include "coalesce/flow/dynamics.hpp"
#include "coalesce/model/parameter.hpp"

namespace coalesce {

/// A run that a picture or film shows beside the first one.
struct ClipTwin {
    SceneDocument document{};  ///< resolved scene; differs from the first one as a twin may (check_twin)
    double time = 0;           ///< simulated time: that of the first run unless their clock is that of phases
    std::vector<DatedDynamics> edits{};
};

/// A laboratory that was filmed: its name as in `coalesce lab NAME`, its settings, and the place in its course.
struct ClipLab {
    std::string name{};
    std::vector<Assignment> set{};
    bool logarithmic = false;  ///< its axis of time
    double place = 0;          ///< of the picture, or of a film's last frame
    bool operator==(const ClipLab&) const = default;
};

/// Origin of a picture or a film, which carries this in its own metadata, so that it can be opened as a run again:
/// PNG in the chunk iTXt Comment, GIF in its comment extension, MP4 and WebM in the tag comment.
struct ClipOrigin {
    SceneDocument document{};            ///< resolved scene, as the picture or film was made from it
    double time = 0;                     ///< simulated time of the picture, or of a film's last frame, ≥ 0
    std::optional<double> yaw{};         ///< azimuth of the camera at that time, where a turntable has turned it
    std::vector<DatedDynamics> edits{};  ///< of the run on its way to `time`, which the scene does not repeat
    std::vector<ClipTwin> twins{};       ///< in the order of their pictures
    TwinClock clock = TwinClock::time;   ///< what the runs have in common, if there are several
    std::string program{};               ///< of a clip that was read: name and version of the program that wrote it
    std::string lesson{};                ///< JSON of the lesson that was filmed; empty: none
    std::size_t step = 0;                ///< index of the lesson's step, from 0
    std::string left_out{};              ///< why the metadata lack the scene; empty: they have it
};

}  // namespace coalesce
