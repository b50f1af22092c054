#include "coalesce/model/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <limits>
#include <mutex>

#include "coalesce/model/error.hpp"

namespace coalesce {
namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();

/// Reads the number after a key in a /proc or cgroup file: "MemAvailable:  1976 kB".
std::optional<double> value_after(const std::string& path, const std::string& key) {
    std::ifstream file(path);
    for (std::string word; file >> word;)
        if (double value = 0; word == key && file >> value) return value;
    return {};
}

/// Reads a file that holds one number; nullopt for "max" and other text.
std::optional<double> number_in(const std::string& path) {
    std::ifstream file(path);
    if (double value = 0; file >> value) return value;
    return {};
}

std::optional<double> left_in_system() {
    constexpr double kilobyte = 1024;
    const auto available = value_after("/proc/meminfo", "MemAvailable:");
    if (!available) return {};
    return kilobyte * (*available + value_after("/proc/meminfo", "SwapFree:").value_or(0));
}

/// Bytes left under a limit of setrlimit(2); `field` is the column of /proc/self/statm that it counts, in pages.
double left_of_limit(int resource, int field) {
    rlimit limit{};
    if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return unlimited;
    std::ifstream statm("/proc/self/statm");
    double pages = 0;
    for (int k = 0; k <= field; ++k) statm >> pages;
    return static_cast<double>(limit.rlim_cur) - pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

/// Bytes left in the control group (version 2) and its ancestors. memory.current counts page cache, which the kernel
/// reclaims under pressure: it is added back.
double left_in_groups() {
    std::string path;
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);)
        if (line.starts_with("0::")) path = line.substr(3);
    double left = unlimited;
    while (true) {
        const std::string folder = "/sys/fs/cgroup" + (path == "/" ? "" : path);
        const auto limit = number_in(folder + "/memory.max"), used = number_in(folder + "/memory.current");
        if (limit && used)
            left = std::min(left, *limit - *used + value_after(folder + "/memory.stat", "file").value_or(0));
        const std::size_t slash = path.rfind('/');
        if (path.size() < 2 || slash == std::string::npos) return left;
        path.erase(slash);
    }
}

struct Need {
    std::mutex mutex;
    std::size_t tokens = 0;
    double per_token = 0;
};

Need& last_need() {
    static Need need;
    return need;
}

/// Groups digits by plain spaces, which terminals and logs render: "100 000 000".
std::string spaced(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ' ');
    return digits;
}

std::string need_text(std::size_t tokens, double per_token) {
    return spaced(tokens) + " tokens need about " + bytes_text(static_cast<double>(tokens) * per_token) + " of memory";
}

/// Rounds down to two digits, the accuracy of per_token.
std::string fitting(double available, double per_token) {
    const double tokens = std::max(available / per_token, 1.0);
    const double digits = std::pow(10, std::floor(std::log10(tokens)) - 1);
    return spaced(static_cast<std::size_t>(digits < 1 ? tokens : digits * std::floor(tokens / digits)));
}

}  // namespace

std::optional<double> available_memory() {
    const auto system = left_in_system();
    if (!system) return {};
    constexpr int total_size = 0, data_size = 5;  // columns of /proc/self/statm, see proc(5)
    const double left = std::min(
        {*system, left_in_groups(), left_of_limit(RLIMIT_AS, total_size), left_of_limit(RLIMIT_DATA, data_size)});
    return std::max(left, 0.0);
}

void check_memory(std::size_t tokens, double per_token) {
    {
        const std::lock_guard lock(last_need().mutex);
        // draw() calls this after the run that it draws for has asked for more: the larger need is kept.
        Need& last = last_need();
        if (last.tokens != tokens || last.per_token < per_token) {
            last.tokens = tokens;
            last.per_token = per_token;
        }
    }
    const double need = static_cast<double>(tokens) * per_token;
    // Small clouds are not checked: sliders redraw them many times a second.
    constexpr double small = 64e6;
    if (need < small) return;
    const auto available = available_memory();
    if (!available || need <= *available) return;
    throw RunError(need_text(tokens, per_token) + ", but " + bytes_text(*available) + " are free, enough for about " +
                   fitting(*available, per_token) + " tokens");
}

std::string out_of_memory() {
    const std::lock_guard lock(last_need().mutex);
    const Need& need = last_need();
    const auto available = available_memory();
    std::string text = "out of memory";
    if (need.tokens > 0) text += ": " + need_text(need.tokens, need.per_token);
    if (available) text += std::string(need.tokens > 0 ? ", but " : ": ") + bytes_text(*available) + " are free";
    return text;
}

void give_back_freed_memory() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

std::string bytes_text(double bytes) {
    char text[32];
    if (bytes >= 1e9)
        std::snprintf(text, sizeof text, "%.1f GB", bytes / 1e9);
    else
        std::snprintf(text, sizeof text, "%.0f MB", bytes / 1e6);
    return text;
}

}  // namespace coalesce
