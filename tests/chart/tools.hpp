#pragma once

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace coalesce {

/// A folder of its own that goes with the object.
class ToolFolder {
  public:
    explicit ToolFolder(const std::string& name)
        : path_(std::filesystem::temp_directory_path() / ("coalesce-" + name + "-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(path_);
    }
    ~ToolFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ToolFolder(const ToolFolder&) = delete;
    ToolFolder& operator=(const ToolFolder&) = delete;

    std::string file(const std::string& name) const { return (path_ / name).string(); }
    std::string write(const std::string& name, const std::string& bytes) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return file(name);
    }

  private:
    std::filesystem::path path_;
};

/// Runs a shell command; what it prints. Throws where it fails.
inline std::string output_of(const std::string& command) {
    std::FILE* pipe = popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error(command);
    std::string text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
    if (pclose(pipe) != 0) throw std::runtime_error(command + " failed: " + text);
    return text;
}

}  // namespace coalesce
