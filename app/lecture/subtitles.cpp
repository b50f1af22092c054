#include "lecture/subtitles.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <sstream>

namespace coalesce {
namespace {

/// Returns "00:01:02,345".
std::string subrip_time(double seconds) {
    const long long all = std::llround(1000 * seconds);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld,%03lld", all / 3'600'000, all / 60'000 % 60,
                  all / 1000 % 60, all % 1000);
    return text.data();
}

}  // namespace

std::string subrip_text(const std::vector<Subtitle>& subtitles) {
    std::string out;
    int number = 0;
    for (const Subtitle& subtitle : subtitles) {
        std::istringstream lines(subtitle.text);
        std::string text, line;
        while (std::getline(lines, line))
            if (line.find_first_not_of(" \t\r") != std::string::npos) text += line + "\n";
        if (text.empty() || !(subtitle.to > subtitle.from)) continue;
        if (number > 0) out += "\n";
        out += std::to_string(++number) + "\n" + subrip_time(subtitle.from) + " --> " + subrip_time(subtitle.to) +
               "\n" + text;
    }
    return out;
}

std::string subtitles_beside(const std::string& film) {
    std::filesystem::path path(film);
    if (!path.has_filename())
        path = path.parent_path();  // a folder/
    else
        path.replace_extension();
    path += ".srt";
    return path.string();
}

}  // namespace coalesce
