#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "record/encoder.hpp"
#include "record/free_name.hpp"

namespace coalesce {
namespace fs = std::filesystem;
namespace {

/// A film in a format that players read from the front, in one pass: it is recorded under its own name, or beside an
/// older film of that name.
class PlainFilm : public Encoder {
  public:
    PlainFilm(const EncoderSettings& settings, const EncoderFactory& make) : path_(settings.path) {
        std::error_code ignored;
        EncoderSettings recorded = settings;
        if (fs::exists(path_, ignored)) {
            beside_.emplace(path_, PendingFile::Name::visible);
            recorded.path = beside_->temporary();
        }
        recorded_ = recorded.path;
        try {
            encoder_ = make(recorded);
        } catch (...) {
            remove();
            throw;
        }
    }

    ~PlainFilm() override {
        try {
            abandon();
        } catch (...) {  // the pictures written so far remain
        }
    }

    void write(const Image& frame, const std::string& comment) override {
        whole_ = false;
        encoder_->write(frame, comment);
        whole_ = begun_ = true;
    }

    void set_chapters(const std::vector<Chapter>& chapters) override { encoder_->set_chapters(chapters); }

    void finish() override {
        whole_ = false;
        encoder_->finish();
        encoder_.reset();
        if (beside_) beside_->commit();
    }

    fs::path abandon() override {
        if (!encoder_) return {};
        const std::unique_ptr<Encoder> encoder = std::move(encoder_);
        // A picture that could not be written, as on a full disk, may have left a part of itself.
        if (!begun_ || !whole_) {
            remove();
            return {};
        }
        try {
            encoder->finish();
        } catch (const RunError&) {  // without its end: players stop where the file does
        }
        if (!beside_) return path_;
        fs::path name = path_.stem();
        name += ".cut-short";
        name += path_.extension();
        const fs::path kept = free_name(path_.parent_path() / name);
        fs::rename(recorded_, kept);
        std::error_code ignored;
        fs::permissions(kept, fs::status(path_, ignored).permissions(), ignored);
        return kept;
    }

  private:
    void remove() const {
        std::error_code ignored;
        if (!beside_) fs::remove(recorded_, ignored);
    }

    fs::path path_, recorded_;
    std::optional<PendingFile> beside_;  ///< holds the film if an older one has its name
    std::unique_ptr<Encoder> encoder_;   ///< null once the film is complete or abandoned
    bool begun_ = false;                 ///< a picture was written
    bool whole_ = true;                  ///< the encoder took all that it was given
};

}  // namespace

std::unique_ptr<Encoder> make_plain_film(const EncoderSettings& settings, const EncoderFactory& make) {
    return std::make_unique<PlainFilm>(settings, make);
}

}  // namespace coalesce
