#include "model/output_removal.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstring>

namespace coalesce::output_detail {
namespace {

struct Slot {
    std::atomic<bool> taken{false}, ready{false};
    Kind kind = Kind::file;
    std::array<char, 4096> path{};
};
std::array<Slot, 64> slots;
std::atomic<int> waits{0}, due{0};

/// Unlinks the files of a folder. Reads it by getdents64(2):
/// opendir() allocates, which a signal handler must not.
void empty_folder(const char* path) noexcept {
    const int folder = ::open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return;
    // struct linux_dirent64, see getdents64(2): 8 bytes inode, 8 offset, 2 record length, 1 type, then the name.
    constexpr std::size_t length_at = 16, name_at = 19;
    alignas(8) std::array<char, 8192> buffer;
    for (bool removed = true; removed;) {
        removed = false;
        ::lseek(folder, 0, SEEK_SET);
        long got = 0;
        while ((got = ::syscall(SYS_getdents64, folder, buffer.data(), buffer.size())) > 0) {
            for (long at = 0; at < got;) {
                std::uint16_t length = 0;
                std::memcpy(&length, buffer.data() + at + length_at, sizeof length);
                removed |= ::unlinkat(folder, buffer.data() + at + name_at, 0) == 0;
                at += length;
            }
        }
    }
    ::close(folder);
}

void remove_path(const char* path, Kind kind) noexcept {
    if (kind == Kind::file) {
        ::unlink(path);
        return;
    }
    if (kind == Kind::folder) empty_folder(path);
    ::rmdir(path);
}

void end_by(int signal) noexcept {
    // Newest first: files come before the folders that hold them.
    for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot)
        if (slot->ready.load(std::memory_order_acquire)) remove_path(slot->path.data(), slot->kind);
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    ::sigaction(signal, &standard, nullptr);
    ::raise(signal);
}

extern "C" void remove_and_end(int signal) {
    const int error = errno;
    if (waits.load() > 0)
        due.store(signal);
    else
        end_by(signal);
    errno = error;
}

}  // namespace

Removal::Removal(const std::string& path, Kind kind) : path_(path), kind_(kind) {
    if (path.size() >= slots[0].path.size()) return;
    // Takes the slot after the last taken one, not the first free one: end_by() goes from the newest to the oldest.
    int last = -1;
    for (int k = 0; k < static_cast<int>(slots.size()); ++k)
        if (slots[static_cast<std::size_t>(k)].taken.load()) last = k;
    for (int k = last + 1; k < static_cast<int>(slots.size()); ++k) {
        Slot& slot = slots[static_cast<std::size_t>(k)];
        if (slot.taken.exchange(true)) continue;
        slot.kind = kind;
        std::copy_n(path.c_str(), path.size() + 1, slot.path.data());
        slot.ready.store(true, std::memory_order_release);
        slot_ = k;
        return;
    }
}

Removal::~Removal() {
    if (slot_ < 0) return;
    Slot& slot = slots[static_cast<std::size_t>(slot_)];
    slot.ready.store(false);
    slot.taken.store(false);
}

void Removal::remove() const noexcept {
    remove_path(path_.c_str(), kind_);
}

SignalsWait::SignalsWait() {
    ++waits;
}

SignalsWait::~SignalsWait() {
    if (--waits > 0) return;
    if (const int signal = due.exchange(0); signal != 0) ::raise(signal);
}

void remove_on_signals() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction present {};
        // nohup ignores SIGHUP; that is kept.
        if (::sigaction(signal, nullptr, &present) != 0 || present.sa_handler != SIG_DFL) continue;
        struct sigaction action {};
        action.sa_handler = remove_and_end;
        ::sigemptyset(&action.sa_mask);
        action.sa_flags = SA_RESTART;
        ::sigaction(signal, &action, nullptr);
    }
}

}  // namespace coalesce::output_detail
