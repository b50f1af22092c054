#include "record/film_comment.hpp"

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "record/av.hpp"

namespace coalesce {
namespace {

struct Input {
    AVFormatContext* context = nullptr;
    ~Input() { avformat_close_input(&context); }
};

}  // namespace

std::optional<std::string> read_film_comment(const std::filesystem::path& path, std::size_t limit) {
    { const InputFile readable(path); }  // libav would wait for a pipe, and has other words for a missing file
    av::silence();
    Input input;
    const int result = avformat_open_input(&input.context, ("file:" + path.string()).c_str(), nullptr, nullptr);
    if (result < 0) throw InputError(path.string() + ": cannot be read as a film: " + av::reason(result));
    const AVDictionaryEntry* entry = av_dict_get(input.context->metadata, "comment", nullptr, 0);
    if (entry == nullptr) return {};
    std::string comment = entry->value;
    if (comment.size() > limit)
        throw InputError(path.string() + ": found a comment of " + std::to_string(comment.size()) +
                         " bytes, expected at most " + std::to_string(limit));
    return comment;
}

}  // namespace coalesce
