#pragma once

#include <sys/types.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace coalesce::test {

/// A temporary folder, removed with its contents.
struct Scratch {
    std::filesystem::path path;
    Scratch();
    ~Scratch() { std::filesystem::remove_all(path); }
    std::string operator/(const std::string& name) const { return (path / name).string(); }
};

/// Exit status and output of a child process.
struct Outcome {
    int code = -1;  ///< exit code, or minus the signal that ended it
    std::string out, err;
};

struct ChildOptions {
    long file_size_limit = 0;       ///< RLIMIT_FSIZE in bytes; 0: unlimited
    long address_space_limit = 0;   ///< RLIMIT_AS in bytes; 0: unlimited
    std::string standard_output{};  ///< file that receives it instead of Outcome::out
    int signal = 0;                 ///< sent once `signal_after` is in the output and `signal_when` holds
    std::string signal_after{};
    std::function<bool()> signal_when{};
};

/// Runs the program with these arguments and without a display.
Outcome coalesce_run(const std::vector<std::string>& arguments, const ChildOptions& options = {});

inline std::string content(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

inline void store(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace coalesce::test
