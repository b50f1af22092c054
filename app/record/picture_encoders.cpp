#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "record/encoder.hpp"
#include "record/free_name.hpp"

namespace coalesce {
namespace fs = std::filesystem;
namespace {

class StillEncoder : public Encoder {
  public:
    explicit StillEncoder(fs::path path) : path_(std::move(path)) {
        // Reports an unwritable folder before the simulation runs.
        PendingFile(path_).write("");
    }
    void write(const Image& frame, const std::string& comment) override {
        last_ = frame;
        comment_ = comment;
    }
    void finish() override {
        if (last_.rgba.empty()) throw RunError(path_.string() + ": there is no frame to write");
        write_png(last_, path_, comment_);
    }

  private:
    fs::path path_;
    Image last_;
    std::string comment_;
};

constexpr std::size_t digits = 6;

std::string frame_name(int index) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "frame-%0*d.png", static_cast<int>(digits), index);
    return name.data();
}

/// True if frame_name() can have returned the name.
bool is_frame(std::string_view name) {
    const std::string_view start = "frame-", end = ".png";
    if (name.size() != start.size() + digits + end.size() || !name.starts_with(start) || !name.ends_with(end))
        return false;
    name = name.substr(start.size(), digits);
    return std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool has_frames(const fs::path& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (is_frame(entry.path().filename().string())) return true;
    return false;
}

class FolderEncoder : public Encoder {
  public:
    explicit FolderEncoder(fs::path path) : path_(std::move(path)) {
        std::error_code ignored;
        made_ = !fs::exists(path_, ignored);
        if (has_frames(path_))
            beside_.emplace(path_, is_frame);
        else
            make_output_folder(path_);
    }
    ~FolderEncoder() override {
        try {
            abandon();
        } catch (...) {  // no further frames can be kept
        }
    }

    void write(const Image& frame, const std::string& comment) override {
        const std::string name = frame_name(next_++);
        if (beside_)
            beside_->write(name, encode_png(frame, path_ / name, comment));
        else
            write_png(frame, path_ / name, comment);
    }

    void finish() override {
        if (beside_) beside_->commit();
        finished_ = true;
    }

    fs::path abandon() override {
        if (finished_) return {};
        finished_ = true;
        std::error_code ignored;
        if (next_ == 0 && made_) fs::remove(path_, ignored);  // removes an empty folder only
        if (next_ == 0) return {};
        if (!beside_) return path_;
        const fs::path kept = free_name(path_ / "cut-short");
        fs::rename(beside_->temporary(), kept);
        // Pending files are readable by their owner alone; the kept part gets the usual permissions.
        fs::permissions(kept, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                  fs::perms::others_read | fs::perms::others_exec);
        return kept;
    }

  private:
    fs::path path_;
    bool made_ = false;                    ///< the folder was created here
    std::optional<PendingFolder> beside_;  ///< holds the frames if the folder has older ones
    int next_ = 0;
    bool finished_ = false;
};

}  // namespace

std::unique_ptr<Encoder> make_still_encoder(const EncoderSettings& settings) {
    return std::make_unique<StillEncoder>(settings.path);
}

std::unique_ptr<Encoder> make_folder_encoder(const EncoderSettings& settings) {
    return std::make_unique<FolderEncoder>(settings.path);
}

}  // namespace coalesce
