#include <functional>
#include <optional>
#include <system_error>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "record/encoder.hpp"
#include "record/free_name.hpp"
#include "record/mp4_index.hpp"

namespace coalesce {
namespace fs = std::filesystem;
namespace {

/// Largest size up to which a film that was stopped early is rewritten with an index, bytes: copying gigabytes would
/// make the user wait.
constexpr std::uintmax_t most_indexed_when_stopped = 256 << 20;

class Mp4Film : public Encoder {
  public:
    explicit Mp4Film(const EncoderSettings& settings)
        : settings_(settings), path_(settings.path), recorded_(path_), kept_(path_) {
        std::error_code ignored;
        if (fs::exists(path_, ignored)) {
            { const PendingFile tried(path_); }  // throws if the file may not be replaced
            fs::path name = path_.stem();
            name += ".cut-short.mp4";
            kept_ = free_name(path_.parent_path() / name);
            beside_.emplace(kept_, PendingFile::Name::visible);
            recorded_ = beside_->temporary();
            older_ = fs::status(path_).permissions();
            inherit(recorded_);
        }
        EncoderSettings fragments = settings_;
        fragments.path = recorded_;
        fragments_ = make_mp4_encoder(fragments);
    }

    ~Mp4Film() override {
        try {
            abandon();
        } catch (...) {  // the fragments written so far remain
        }
    }

    void write(const Image& frame, const std::string& comment) override { fragments_->write(frame, comment); }

    void set_chapters(const std::vector<Chapter>& chapters) override { chapters_ = chapters; }

    void finish() override {
        fragments_->finish();
        fragments_.reset();
        finished_ = true;
        try {
            index_as(path_, [this] { return settings_.stop && settings_.stop(); });
        } catch (const RunError& error) {
            std::error_code failure;
            if (beside_) fs::rename(recorded_, path_, failure);
            throw RunError(std::string(error.what()) +
                           (failure ? "" : "; it has all frames, but players cannot seek in it"));
        }
    }

    fs::path abandon() override {
        if (finished_) return {};
        finished_ = true;
        fragments_.reset();  // cuts the file to its whole fragments, or removes it
        std::error_code none;
        const std::uintmax_t size = fs::file_size(recorded_, none);
        if (none) return {};
        try {
            if (size > most_indexed_when_stopped) throw RunError("too large to be copied now");
            index_as(kept_, [] { return false; });
        } catch (const RunError&) {  // the fragments are kept without an index
            if (beside_) beside_->commit();
        }
        inherit(kept_);
        return kept_;
    }

  private:
    /// Gives a part that is kept beside an older film the permissions of that film.
    void inherit(const fs::path& file) const {
        std::error_code ignored;
        if (beside_) fs::permissions(file, older_, ignored);
    }

    void index_as(const fs::path& target, const std::function<bool()>& stop) const {
        PendingFile indexed(target);
        write_indexed_mp4(recorded_, indexed.temporary(), settings_.shown, {chapters_, settings_.fps}, stop);
        indexed.commit();
    }

    EncoderSettings settings_;
    std::vector<Chapter> chapters_;
    fs::path path_;
    fs::path recorded_, kept_;           ///< path of the fragments, and their name if the film is abandoned
    std::optional<PendingFile> beside_;  ///< holds the fragments if an older film has the name
    fs::perms older_ = fs::perms::none;  ///< permissions of that film
    std::unique_ptr<Encoder> fragments_;
    bool finished_ = false;
};

}  // namespace

std::unique_ptr<Encoder> make_mp4_film(const EncoderSettings& settings) {
    return std::make_unique<Mp4Film>(settings);
}

}  // namespace coalesce
