#include "record/recording_settings.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "coalesce/model/error.hpp"
#include "record/video.hpp"

namespace coalesce {
namespace {

constexpr int most_frames = 1'000'000;

std::string number_of_setting(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

[[noreturn]] void refuse_setting(const RecordingSettings& settings, const char* key, double found,
                                 const std::string& expected) {
    throw InputError(std::string(key) + " of " + settings.path + ": found " + number_of_setting(found) + ", expected " +
                     expected);
}

}  // namespace

void validate(const RecordingSettings& settings) {
    check_format(settings.path, settings.width, settings.height, settings.fps);
    if (!(settings.seconds > 0) || !std::isfinite(settings.seconds))
        refuse_setting(settings, "seconds", settings.seconds, "more than 0");
    if (settings.seconds * settings.fps > most_frames)
        refuse_setting(settings, "seconds", settings.seconds,
                       "at most " + number_of_setting(static_cast<double>(most_frames) / settings.fps) +
                           " at this rate (10^6 frames)");
    if (!(settings.from >= 0) || !std::isfinite(settings.from))
        refuse_setting(settings, "from", settings.from, "a time of at least 0");
    if (settings.axis == TimeAxis::log && settings.from == 0)
        refuse_setting(settings, "from", settings.from, "a time after 0 on a logarithmic axis");
    if (!(settings.until >= 0) || !std::isfinite(settings.until))
        refuse_setting(settings, "until", settings.until, "a time of at least 0");
    if (!(settings.text_scale >= 0.5 && settings.text_scale <= 2))
        refuse_setting(settings, "text scale", settings.text_scale, "0.5 to 2");
}

int frame_count(const RecordingSettings& settings) {
    return std::max(1, static_cast<int>(std::lround(settings.fps * settings.seconds)));
}

double frame_time(const RecordingSettings& settings, double until, int index, int count) {
    if (index >= count - 1) return until;
    const double share = static_cast<double>(index) / static_cast<double>(count - 1);
    if (settings.axis == TimeAxis::log) return settings.from * std::pow(until / settings.from, share);
    return settings.from + share * (until - settings.from);
}

double last_frame_time(const RecordingSettings& settings, double scene_until) {
    const double until = settings.until > 0 ? settings.until : scene_until;
    if (!(until >= settings.from))
        refuse_setting(settings, "until", until, "at least from = " + number_of_setting(settings.from));
    return until;
}

int first_drawn_frame(const RecordingSettings& settings, const ViewState& view, int count) {
    if (container_of(settings.path) != Container::png) return 0;
    return std::max(0, count - 1 - view.trails);
}

double yaw_in_frame(const ViewState& view, const RecordingSettings& settings, int index) {
    return view.yaw + view.turntable * index / settings.fps;
}

}  // namespace coalesce
