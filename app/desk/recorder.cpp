#include "desk/recorder.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

namespace coalesce {
namespace {

std::string exact_number(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    return text.data();
}

std::vector<std::string> render_arguments(const std::string& scene_file, const RecordingSettings& settings) {
    std::vector<std::string> arguments = {"render",
                                          scene_file,
                                          "--progress-lines",
                                          "--out",
                                          settings.path,
                                          "--size",
                                          std::to_string(settings.width) + "x" + std::to_string(settings.height),
                                          "--fps",
                                          std::to_string(settings.fps),
                                          "--seconds",
                                          exact_number(settings.seconds),
                                          "--axis",
                                          settings.axis == TimeAxis::log ? "log" : "linear",
                                          "--from",
                                          exact_number(settings.from),
                                          "--panels",
                                          settings.panels ? "on" : "off",
                                          "--text-scale",
                                          exact_number(settings.text_scale)};
    if (settings.until > 0) {
        arguments.emplace_back("--until");
        arguments.push_back(exact_number(settings.until));
    }
    return arguments;
}

}  // namespace

std::vector<std::string> lab_film_arguments(const lab::LabFilm& film) {
    const RecordingSettings& s = film.film;
    std::vector<std::string> arguments = {"lab",
                                          film.lab,
                                          "--film",
                                          s.path,
                                          "--progress-lines",
                                          "--size",
                                          std::to_string(s.width) + "x" + std::to_string(s.height),
                                          "--fps",
                                          std::to_string(s.fps),
                                          "--seconds",
                                          exact_number(s.seconds),
                                          "--theme",
                                          film.theme == Theme::dark ? "dark" : "light",
                                          "--text-scale",
                                          exact_number(s.text_scale)};
    const auto add = [&](const char* option, const std::string& value) {
        arguments.emplace_back(option);
        arguments.push_back(value);
    };
    // Only a laboratory with a time takes an axis, and linear is its default.
    if (s.axis == TimeAxis::log) add("--axis", "log");
    if (s.from > 0) add("--from", exact_number(s.from));
    if (s.until > 0) add("--to", exact_number(s.until));
    for (const Assignment& setting : film.set) add("--set", setting);
    return arguments;
}

std::string duration_text(double seconds) {
    const auto whole = static_cast<long>(std::ceil(seconds));
    if (whole < 90) return std::to_string(whole) + " s";
    const long minutes = (whole + 30) / 60;
    if (minutes < 90) return std::to_string(minutes) + " min";
    return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

RecordingProcess::RecordingProcess(const SceneDocument& document, const RecordingSettings& settings,
                                   const std::vector<std::string>& options)
    : settings_(settings) {
    const std::string scene_file = (folder_.path() / "scene.json").string();
    write_scene(document, scene_file);
    std::vector<std::string> arguments = render_arguments(scene_file, settings);
    arguments.insert(arguments.end(), options.begin(), options.end());
    process_.emplace(arguments, "recording");
}

RecordingProcess::RecordingProcess(const lab::LabFilm& film) : settings_(film.film) {
    process_.emplace(lab_film_arguments(film), "recording");
}

RecordingProcess::~RecordingProcess() {
    process_.reset();  // ended before folder_, which holds its scene, is removed
}

RecordingProcess::State RecordingProcess::poll() {
    const State state = process_->poll();
    for (const std::string& line : process_->take_lines()) take(line);
    return state;
}

void RecordingProcess::take(const std::string& line) {
    finishing_ = finishing_ || line == "finishing";
    int done = 0, total = 0;
    if (std::sscanf(line.c_str(), "frame %d of %d", &done, &total) != 2) return;
    frames_done_ = done;
    frames_total_ = total;
    marks_.push_back({done, Clock::now()});
    // Late frames of a film often take longer than early ones: the estimate uses the last quarter.
    while (marks_.size() > 2 && marks_[1].frames <= 3 * done / 4) marks_.pop_front();
}

/// Estimates the time left; nullopt before a few frames have been timed.
std::optional<double> RecordingProcess::seconds_left() const {
    constexpr int least_frames = 5;
    if (marks_.size() < 2 || frames_done_ < least_frames) return {};
    const int frames = marks_.back().frames - marks_.front().frames;
    const double seconds = std::chrono::duration<double>(marks_.back().at - marks_.front().at).count();
    return frames > 0 ? std::optional(seconds / frames * (frames_total_ - frames_done_)) : std::nullopt;
}

void RecordingProcess::stop() {
    stopping_ = true;
    process_->stop();
}

double RecordingProcess::share() const {
    return frames_total_ > 0 ? static_cast<double>(frames_done_) / frames_total_ : 0;
}

std::string RecordingProcess::progress() const {
    if (stopping_) return "stopping";
    if (finishing_) return "finishing";
    if (frames_total_ == 0) return "starting";
    std::string text = std::to_string(frames_done_) + " of " + std::to_string(frames_total_) + " frames";
    if (const std::optional<double> left = seconds_left()) text += ", " + duration_text(*left) + " left";
    return text;
}

}  // namespace coalesce
