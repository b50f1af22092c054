#include "record/recording_comments.hpp"

#include <utility>

#include "record/clip.hpp"
#include "record/video.hpp"

namespace coalesce {
namespace {

/// The scene as a recording shows it: up to its last frame.
SceneDocument filmed(const SceneDocument& document, const RecordingSettings& settings) {
    SceneDocument filmed = document;
    filmed.scene.time.until = last_frame_time(settings, document.scene.time.until);
    return filmed;
}

}  // namespace

RecordingComments::RecordingComments(const std::vector<const SceneDocument*>& runs, TwinClock clock,
                                     const RecordingSettings& settings)
    : settings_(settings), count_(frame_count(settings)) {
    const bool many = container_of(settings.path) == Container::png_folder;
    file_ = many ? std::filesystem::path(settings.path) / "frame.png" : std::filesystem::path(settings.path);
    ClipOrigin origin{.document = filmed(*runs.front(), settings), .clock = clock};
    origin.time = origin.document.scene.time.until;
    for (std::size_t k = 1; k < runs.size(); ++k)
        origin.twins.push_back({.document = filmed(*runs[k], settings), .time = origin.time});
    origin_ = within_limit(std::move(origin), file_, many ? largest_frame_comment : largest_clip_comment);
}

std::string RecordingComments::of_film(const std::vector<double>& times) {
    return at(count_ - 1, times);
}

std::string RecordingComments::of_picture(int index, const std::vector<double>& times) {
    const Container container = container_of(settings_.path);
    const bool written = container == Container::png_folder || (container == Container::png && index == count_ - 1);
    return written ? at(index, times) : "";
}

std::string RecordingComments::at(int index, const std::vector<double>& times) {
    origin_.time = times.front();
    for (std::size_t k = 0; k < origin_.twins.size(); ++k) origin_.twins[k].time = times[k + 1];
    const ViewState& view = origin_.document.view;
    if (view.turntable != 0) origin_.yaw = yaw_in_frame(view, settings_, index);
    return clip_comment(origin_, file_);
}

}  // namespace coalesce
