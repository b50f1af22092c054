#include "desk/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "coalesce/model/error.hpp"

extern char** environ;

namespace coalesce {
namespace {

struct Pipe {
    int read = -1, write = -1;
    explicit Pipe(const std::string& what) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw RunError(what + ": a pipe could not be created: " + std::strerror(errno));
        read = ends[0];
        write = ends[1];
        fcntl(read, F_SETFL, O_NONBLOCK);
    }
};

pid_t spawn_child(std::vector<std::string> arguments, const std::string& what, int standard_output,
                  int standard_error) {
    arguments.insert(arguments.begin(), "coalesce");
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
    if (status != 0) throw RunError(what + ": the process could not be started: " + std::strerror(status));
    return child;
}

/// Reads all that is available without blocking.
std::string drain(int descriptor) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t got; (got = ::read(descriptor, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    return text;
}

}  // namespace

CommandProcess::CommandProcess(std::vector<std::string> arguments, const std::string& what) : what_(what) {
    Pipe out(what), err(what);
    child_ = spawn_child(std::move(arguments), what, out.write, err.write);
    close(out.write);
    close(err.write);
    output_ = out.read;
    errors_ = err.read;
}

CommandProcess::~CommandProcess() {
    cancel();
    close(output_);
    close(errors_);
}

void CommandProcess::read() {
    pending_ += drain(output_);
    std::string text = drain(errors_);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    if (text.empty()) return;
    complaint_ = text.substr(text.rfind('\n') + 1);
    const std::string name = "coalesce: ";  // prefix of the program's messages
    if (complaint_.starts_with(name)) complaint_.erase(0, name.size());
}

std::vector<std::string> CommandProcess::take_lines() {
    std::vector<std::string> lines;
    for (std::size_t end; (end = pending_.find('\n')) != std::string::npos; pending_.erase(0, end + 1))
        lines.push_back(pending_.substr(0, end));
    return lines;
}

CommandProcess::State CommandProcess::poll() {
    if (child_ < 0) return state_;
    read();
    int status = 0;
    if (waitpid(child_, &status, WNOHANG) == 0) return state_;
    child_ = -1;
    read();
    const bool success = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!success && stopping_) return state_ = State::cancelled;
    if (!success && complaint_.empty()) complaint_ = "the " + what_ + " ended without a message";
    return state_ = success ? State::done : State::failed;
}

void CommandProcess::stop() {
    if (child_ < 0) return;
    stopping_ = true;
    kill(child_, SIGTERM);
}

void CommandProcess::cancel() {
    if (child_ < 0) return;
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
    child_ = -1;
    state_ = State::cancelled;
}

}  // namespace coalesce
