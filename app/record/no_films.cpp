// Stands in for all files that need libav where the program is built without films (COALESCE_FILMS=OFF).
#include "coalesce/model/error.hpp"
#include "record/encoder.hpp"
#include "record/film_comment.hpp"
#include "record/mp4_index.hpp"

namespace coalesce {
namespace {

[[noreturn]] void refuse(const std::string& shown) {
    throw RunError(shown + ": this build writes no films; .png and folders of pictures are written");
}

}  // namespace

std::unique_ptr<Encoder> make_mp4_encoder(const EncoderSettings& settings) {
    refuse(settings.shown);
}

std::unique_ptr<Encoder> make_webm_encoder(const EncoderSettings& settings) {
    refuse(settings.shown);
}

std::unique_ptr<Encoder> make_gif_encoder(const EncoderSettings& settings) {
    refuse(settings.shown);
}

void write_indexed_mp4(const std::filesystem::path&, const std::filesystem::path&, const std::string& shown,
                       const FilmChapters&, const std::function<bool()>&) {
    refuse(shown);
}

std::optional<std::string> read_film_comment(const std::filesystem::path& path, std::size_t) {
    throw InputError(path.string() + ": this build reads no films");
}

}  // namespace coalesce
