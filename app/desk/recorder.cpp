#include "desk/recorder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#include "model/error.hpp"

extern char** environ;

namespace coalesce {
namespace {

struct Pipe {
    int read = -1, write = -1;
    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw RunError(std::string("recording: no pipe: ") + std::strerror(errno));
        read = ends[0];
        write = ends[1];
        fcntl(read, F_SETFL, O_NONBLOCK);
    }
};

std::string number(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    return text.data();
}

std::vector<std::string> render_arguments(const std::string& scene_file, const RecordingSettings& settings) {
    std::vector<std::string> arguments = {
        "coalesce",  "render",
        scene_file,  "--progress-lines",
        "--out",     settings.path,
        "--size",    std::to_string(settings.width) + "x" + std::to_string(settings.height),
        "--fps",     std::to_string(settings.fps),
        "--seconds", number(settings.seconds),
        "--axis",    settings.axis == TimeAxis::log ? "log" : "linear",
        "--from",    number(settings.from),
        "--panels",  settings.panels ? "on" : "off"};
    if (settings.until > 0) {
        arguments.emplace_back("--until");
        arguments.push_back(number(settings.until));
    }
    return arguments;
}

pid_t spawn(std::vector<std::string> arguments, int standard_output, int standard_error) {
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, standard_output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, standard_error, STDERR_FILENO);
    pid_t child = -1;
    const int status = posix_spawn(&child, "/proc/self/exe", &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (status != 0) throw RunError(std::string("recording: could not start: ") + std::strerror(status));
    return child;
}

/// Everything that can be read now.
std::string drain(int descriptor) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t got; (got = read(descriptor, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    return text;
}

}  // namespace

RecordingProcess::RecordingProcess(const SceneDocument& document, const RecordingSettings& settings) {
    const auto folder = std::filesystem::temp_directory_path();
    scene_file_ = (folder / ("coalesce-recording-" + std::to_string(getpid()) + ".json")).string();
    write_scene(document, scene_file_);
    Pipe out, err;
    child_ = spawn(render_arguments(scene_file_, settings), out.write, err.write);
    close(out.write);
    close(err.write);
    progress_ = out.read;
    errors_ = err.read;
}

RecordingProcess::~RecordingProcess() {
    if (state_ == State::running) {
        kill(child_, SIGTERM);
        waitpid(child_, nullptr, 0);
    }
    close(progress_);
    close(errors_);
    std::error_code ignored;
    std::filesystem::remove(scene_file_, ignored);
}

void RecordingProcess::read_progress() {
    pending_ += drain(progress_);
    for (std::size_t end; (end = pending_.find('\n')) != std::string::npos; pending_.erase(0, end + 1)) {
        int done = 0, total = 0;
        if (std::sscanf(pending_.c_str(), "frame %d of %d", &done, &total) == 2) {
            frames_done_ = done;
            frames_total_ = total;
        }
    }
}

void RecordingProcess::read_complaint() {
    std::string text = drain(errors_);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (text.empty()) return;
    complaint_ = text.substr(text.rfind('\n') + 1);
}

RecordingProcess::State RecordingProcess::poll() {
    if (state_ != State::running && state_ != State::cancelled) return state_;
    read_progress();
    read_complaint();
    int status = 0;
    if (child_ < 0 || waitpid(child_, &status, WNOHANG) == 0) return state_;
    child_ = -1;
    read_progress();
    read_complaint();
    if (state_ == State::cancelled) return state_;
    const bool success = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!success && complaint_.empty()) complaint_ = "the recording ended without a message";
    return state_ = success ? State::done : State::failed;
}

void RecordingProcess::cancel() {
    if (state_ != State::running) return;
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
    child_ = -1;
    state_ = State::cancelled;
}

}  // namespace coalesce
