#include "desk/recorder.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <vector>

namespace coalesce {
namespace {

std::string number(double value) {
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
                                          number(settings.seconds),
                                          "--axis",
                                          settings.axis == TimeAxis::log ? "log" : "linear",
                                          "--from",
                                          number(settings.from),
                                          "--panels",
                                          settings.panels ? "on" : "off"};
    if (settings.until > 0) {
        arguments.emplace_back("--until");
        arguments.push_back(number(settings.until));
    }
    return arguments;
}

}  // namespace

RecordingProcess::RecordingProcess(const SceneDocument& document, const RecordingSettings& settings) {
    const auto folder = std::filesystem::temp_directory_path();
    scene_file_ = (folder / ("coalesce-recording-" + std::to_string(getpid()) + ".json")).string();
    write_scene(document, scene_file_);
    process_.emplace(render_arguments(scene_file_, settings), "recording");
}

RecordingProcess::~RecordingProcess() {
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove(scene_file_, ignored);
}

RecordingProcess::State RecordingProcess::poll() {
    const State state = process_->poll();
    for (const std::string& line : process_->take_lines()) {
        int done = 0, total = 0;
        if (std::sscanf(line.c_str(), "frame %d of %d", &done, &total) != 2) continue;
        frames_done_ = done;
        frames_total_ = total;
    }
    return state;
}

}  // namespace coalesce
