#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace coalesce {

/// One of the program's own commands in a process of its own: the desktop keeps its frame rate and its OpenGL context,
/// a failure is a message, and cancelling leaves what a killed command leaves.
class CommandProcess {
  public:
    enum class State { running, done, failed, cancelled };

    /// Starts at once. @throws RunError when no process can be made.
    /// @param arguments  without the program's name
    /// @param what       for messages: "recording"
    CommandProcess(std::vector<std::string> arguments, const std::string& what);
    ~CommandProcess();
    CommandProcess(const CommandProcess&) = delete;
    CommandProcess& operator=(const CommandProcess&) = delete;

    /// Reads what the process said since the last call; never waits.
    State poll();
    /// Asks it to end; poll() tells when it has.
    void stop();
    /// Asks it to end, and waits until it has.
    void cancel();
    /// Complete lines of its standard output since the last call.
    std::vector<std::string> take_lines();
    /// The last line the process wrote to stderr.
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
