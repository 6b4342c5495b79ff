# critter's image: the packed program and the C library, without a shell or anything else.
#   deno task pack && docker build --tag critter .
ARG DEBIAN=debian:12-slim

FROM ${DEBIAN} AS root
COPY dist/critter deploy/make-root /build/
RUN ["/build/make-root", "/build/critter", "/root-of-image"]

FROM scratch
COPY --from=root /root-of-image /
ENTRYPOINT ["/critter"]
CMD ["watch", "--output", "json"]
