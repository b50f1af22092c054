#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace coalesce {

/// One of the program's commands, run as a child process: the desktop keeps its frame rate and its OpenGL context, a
/// failure is a message, and cancelling is the same as killing the command.
class CommandProcess {
  public:
    enum class State { running, done, failed, cancelled };

    /// Starts the process.
    /// @param arguments  arguments without the program's name
    /// @param what       name of the task in messages: "recording"
    /// @throws RunError  if no process can be created
    CommandProcess(std::vector<std::string> arguments, const std::string& what);
    ~CommandProcess();
    CommandProcess(const CommandProcess&) = delete;
    CommandProcess& operator=(const CommandProcess&) = delete;

    /// Reads the output since the last call, without blocking, and returns the state.
    State poll();
    /// Sends SIGTERM; poll() says when the process has ended.
    void stop();
    /// Sends SIGTERM and waits until the process has ended.
    void cancel();
    /// Returns the complete lines of its standard output since the last call.
    std::vector<std::string> take_lines();
    /// The last line that the process wrote to stderr, without the prefix "coalesce: ".
    const std::string& complaint() const { return complaint_; }

  private:
    void read();

    State state_ = State::running;
    bool stopping_ = false;
    pid_t child_ = -1;
    int output_ = -1, errors_ = -1;
    std::string what_, pending_, complaint_;
};

}  // namespace coalesce
