#include "record/av.hpp"

#include <array>
#include <filesystem>
#include <mutex>
#include <system_error>

#include "coalesce/model/error.hpp"
#include "version.hpp"

namespace coalesce::av {

std::string reason(int error) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    av_strerror(error, text.data(), text.size());
    return text.data();
}

int check(int result, const std::string& shown, const char* what) {
    if (result < 0) throw RunError(shown + ": " + what + ": " + reason(result));
    return result;
}

void silence() {
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_level(AV_LOG_QUIET); });
}

void set_chapters(AVFormatContext& context, const FilmChapters& named, const std::string& shown) {
    const std::vector<Chapter>& chapters = named.chapters;
    const auto fail = [&shown] { return RunError(shown + ": out of memory"); };
    for (unsigned k = 0; k < context.nb_chapters; ++k) {
        av_dict_free(&context.chapters[k]->metadata);
        av_freep(&context.chapters[k]);
    }
    context.nb_chapters = 0;
    av_freep(&context.chapters);
    if (chapters.empty()) return;
    // libav offers programs no function for this; avformat_free_context() frees what is set here.
    context.chapters = static_cast<AVChapter**>(av_calloc(chapters.size(), sizeof(AVChapter*)));
    if (context.chapters == nullptr) throw fail();
    for (const Chapter& chapter : chapters) {
        auto* made = static_cast<AVChapter*>(av_mallocz(sizeof(AVChapter)));
        if (made == nullptr) throw fail();
        context.chapters[context.nb_chapters++] = made;
        made->id = static_cast<std::int64_t>(context.nb_chapters);
        made->time_base = {1, named.fps};
        made->start = chapter.from;
        made->end = chapter.to;
        check(av_dict_set(&made->metadata, "title", chapter.title.c_str(), 0), shown, "cannot be written");
    }
}

Output::Output(const std::string& path, const std::string& shown, const char* format, const std::string& comment,
               bool playable_in_part)
    : path_(path), shown_(shown), playable_in_part_(playable_in_part), packet_(av_packet_alloc()) {
    silence();
    check(avformat_alloc_output_context2(&context_, nullptr, format, path.c_str()), shown_,
          "this libav has no such format");
    av_dict_set(&context_->metadata, "comment", comment.empty() ? program_name_and_version().c_str() : comment.c_str(),
                0);
}

Output::~Output() {
    if (context_ == nullptr) return;
    const bool given_up = context_->pb != nullptr;
    // libav's GIF muxer frees its last picture only when it writes the trailer.
    if (given_up && trailer_due_ && !playable_in_part_) av_write_trailer(context_);
    if (given_up) avio_closep(&context_->pb);
    avformat_free_context(context_);
    if (!given_up || !playable_in_part_) return;
    std::error_code ignored;
    if (whole_bytes_ > header_bytes_) {
        std::filesystem::resize_file(path_, static_cast<std::uintmax_t>(whole_bytes_), ignored);
    } else {
        std::filesystem::remove(path_, ignored);
    }
}

std::int64_t Output::flushed() {
    avio_flush(context_->pb);
    check(context_->pb->error, shown_, "cannot be written");
    return avio_tell(context_->pb);
}

void Output::start(const AVCodecContext& codec, AVDictionary** options) {
    stream_ = avformat_new_stream(context_, nullptr);
    if (stream_ == nullptr) throw RunError(shown_ + ": out of memory");
    check(avcodec_parameters_from_context(stream_->codecpar, &codec), shown_, "the stream cannot be set up");
    stream_->time_base = codec.time_base;
    stream_->avg_frame_rate = codec.framerate;
    // With the scheme "file:" libav does not read the part of a name before a colon as a protocol.
    check(avio_open(&context_->pb, ("file:" + path_).c_str(), AVIO_FLAG_WRITE), shown_, "cannot be written");
    check(avformat_write_header(context_, options), shown_, "cannot be written");
    trailer_due_ = true;
    header_bytes_ = whole_bytes_ = flushed();
}

void Output::encode(AVCodecContext& codec, const AVFrame* frame) {
    check(avcodec_send_frame(&codec, frame), shown_, "encoding failed");
    for (;;) {
        const int result = avcodec_receive_packet(&codec, packet_.get());
        if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return;
        check(result, shown_, "encoding failed");
        av_packet_rescale_ts(packet_.get(), codec.time_base, stream_->time_base);
        packet_->stream_index = stream_->index;
        packet_->duration = av_rescale_q(1, av_inv_q(codec.framerate), stream_->time_base);
        check(av_interleaved_write_frame(context_, packet_.get()), shown_, "cannot be written");
        // The muxer may buffer, so that only the file's error state reveals a full disk.
        whole_bytes_ = flushed();
    }
}

void Output::finish() {
    trailer_due_ = false;
    check(av_write_trailer(context_), shown_, "cannot be written");
    flushed();
    check(avio_closep(&context_->pb), shown_, "cannot be written");
}

}  // namespace coalesce::av
